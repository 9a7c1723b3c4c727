/* Passkeys: one is made for form[data-passkey], and votes in form[data-sign] are signed. The server says what is to be signed, the browser
   has its owner confirm it, and the answer goes with the form. Without script the page says so, and votes are cast as ever. */
(() => {
  const { $, $$, say } = window.workbench;
  const able = Boolean(window.PublicKeyCredential && navigator.credentials);

  const bytes = words => Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0));
  const words = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = list => (list || []).map(one => ({ ...one, id: bytes(one.id) }));

  // What authenticators answer, as JSON.
  function told(credential, ...parts) {
    const response = Object.fromEntries(parts.map(part => [part, words(credential.response[part])]));
    return JSON.stringify({ id: credential.id, rawId: words(credential.rawId), type: credential.type, response });
  }

  function problem(form, sentence) {
    const line = $("[data-problem]", form);
    line.textContent = sentence;
    line.hidden = !sentence;
    if (sentence) say(sentence);
  }

  // Thrown with a sentence for the reader.
  class No extends Error {}

  async function ask(address, data) {
    const answer = await fetch(address, { method: "POST", body: data });
    const found = await answer.json().catch(() => ({}));
    if (found.errors) throw new No(Object.values(found.errors).join(" "));
    if (!answer.ok) throw new No("The server did not take it. Reload the page and try again.");
    return found;
  }

  async function make(form) {
    const options = await ask(form.dataset.passkey, new FormData(form));
    const user = { ...options.user, id: bytes(options.user.id) };
    const publicKey = {
      ...options, user, challenge: bytes(options.challenge), excludeCredentials: known(options.excludeCredentials),
    };
    return told(await navigator.credentials.create({ publicKey }), "clientDataJSON", "attestationObject");
  }

  async function sign(form, data) {
    const { options } = await ask(form.dataset.sign, data);
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
    return told(await navigator.credentials.get({ publicKey }), "clientDataJSON", "authenticatorData", "signature");
  }

  // Sends nothing unless it is signed: who cancels is where they were.
  async function signed(form, buttons, work, send) {
    problem(form, "");
    buttons.forEach(button => { button.disabled = true; });
    try {
      const response = await work();
      buttons.forEach(button => { button.disabled = false; });
      $("input[name=response]", form).value = response;
      send();
    } catch (no) {
      const has = no.name === "InvalidStateError" ? "This device has a passkey of yours for this site already." : "";
      const nothing = form.dataset.sign ? "Nothing was signed, and nothing was sent." : "No passkey was made, and nothing was sent.";
      problem(form, no instanceof No ? no.message : has || nothing);
    } finally {
      buttons.forEach(button => { button.disabled = false; });
    }
  }

  // A named value that goes with the form this once.
  function extra(form, name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value: "yes" });
    form.append(field);
    return field;
  }

  function prepareVote(form) {
    form.dataset.armed = "yes";
    const here = form.dataset.sites.split(" ").includes(location.hostname);
    $(here && able ? "[data-signing]" : "[data-elsewhere]", form).hidden = false;
    const buttons = $$("[data-signing] button", form), field = $("input[name=response]", form);
    // An answer goes with the one vote that it is for, never with one that is cast by another button.
    form.addEventListener("submit", event => { if (event.submitter) field.value = ""; }, true);
    buttons.forEach(button => button.addEventListener("click", () => {
      const data = new FormData(form), abstains = "abstain" in button.dataset;
      if (abstains) data.set("abstain", "yes");
      signed(form, buttons, () => sign(form, data), () => {
        if (abstains) extra(form, "abstain");
        form.requestSubmit();
      });
    }));
  }

  function prepareKey(form) {
    form.dataset.armed = "yes";
    const buttons = $$("button", form), field = $("input[name=response]", form);
    form.addEventListener("submit", event => {
      if (field.value) return;
      event.preventDefault();
      if (!able) return problem(form, "This browser makes no passkeys, or not on this address.");
      signed(form, buttons, () => make(form), () => form.submit());
    });
  }

  function prepare() {
    $$("form[data-sign]:not([data-armed])").forEach(prepareVote);
    $$("form[data-passkey]:not([data-armed])").forEach(prepareKey);
  }
  document.addEventListener("htmx:after:swap", prepare);
  prepare();
})();
