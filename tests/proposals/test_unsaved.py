"""What was typed and not saved waits for its author: after a closed tab, a new server, an expired sign-in."""

from __future__ import annotations

import json
import re
from html import unescape

from sqlmodel import Session, select

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.writers import Writers
from tests.support.client import Client
from workbench import create_app
from workbench.config import Config
from workbench.proposals import drafts, unsaved
from workbench.proposals.writing import Unsaved

LOAN = "Loans are free on Sundays. {#lending-terms}"


def kept(desk: Desk, address: str, **words: str) -> dict[str, str]:
    answer: dict[str, str] = json.loads(desk.send(f"{address}/keep", 200, **(desk.form(text=[LOAN]) | words)))
    return answer


def test_what_was_kept_is_in_the_form_when_the_draft_is_opened_again(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    slip = kept(desk, address, slip="one", mark="0", title="Half a thought")
    page = desk.read(address)
    assert LOAN in page and 'value="Half a thought"' in page and "have not saved it" in page
    assert f'name="slip" value="{slip["slip"]}"' in page and desk.draft().turn == 0
    desk.send(address, **desk.form(text=[LOAN], title="A whole thought", slip="one", mark="1"))
    assert desk.session.exec(select(Unsaved)).all() == [] and "have not saved it" not in desk.read(address)


def test_what_was_kept_can_be_dropped_and_the_saved_words_are_back(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    kept(desk, address, slip="one", mark="0")
    assert desk.send(f"{address}/drop", **desk.form(slip="one")) == address
    assert LOAN not in desk.read(address)


def test_two_tabs_of_one_member_never_write_over_each_other(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    kept(desk, address, slip="one", mark="0", title="First tab")
    second = kept(desk, address, slip="one", mark="0", title="Second tab")
    assert second["slip"] != "one"
    again = kept(desk, address, slip="one", mark="1", title="First tab, more")
    assert again == {"slip": "one", "mark": 2}
    titles = {dict(row.form)["title"] for row in desk.session.exec(select(Unsaved))}
    assert titles == {"First tab, more", "Second tab"}


def test_old_slips_make_room_and_the_last_ones_stay(writers: Writers, session: Session) -> None:
    draft = drafts.start(session, writers.author)
    for n in range(unsaved.MOST + 3):
        unsaved.keep(session, writers.author, draft, [("title", str(n))], slip=f"slip-{n}", mark=0)
    titles = [dict(row.form)["title"] for row in session.exec(select(Unsaved).order_by(Unsaved.place))]  # type: ignore[arg-type]
    assert titles == ["3", "4", "5", "6", "7"]
    last = unsaved.newest(session, writers.author, draft)
    assert last and last.slip == "slip-7" and unsaved.newest(session, writers.other, draft) is None


def test_words_that_nobody_could_save_are_kept_too(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    kept(desk, address, slip="one", mark="0", title="x" * 900)
    assert "x" * 900 in desk.read(address)


def test_a_new_server_finds_what_was_kept(desk: Desk, instance: Config) -> None:
    address = desk.begin(clause="lending-terms")
    kept(desk, address, slip="one", mark="0")
    desk.session.commit()
    again = create_app(instance)
    again.test_client_class = Client
    client = again.test_client()
    assert isinstance(client, Client)
    assert LOAN in client.sign_in(desk.writers.author).get(address).text
    again.extensions["engine"].dispose()


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the page that sends words on."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    }


def test_after_the_sign_in_expired_the_words_stay_on_the_page_to_sign_in_also_when_that_is_refused(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN], rationale="Two\nlines & <b>more</b>.")
    desk.client.sign_out()
    page = desk.send(address, 403, **told)
    assert "Sign in" in page and "goes on once you have signed in" in page
    carried = unescape(page.partition('name="carried" value="')[2].partition('"')[0])
    page = desk.send("/sign-in", 422, email="nobody@library.example", password="wrong again", carried=carried)
    assert unescape(page.partition('name="carried" value="')[2].partition('"')[0]) == carried
    assert LOAN in carried


def test_with_a_password_the_words_go_on_after_signing_in(desk: Desk) -> None:
    author = desk.writers.author
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN], rationale="Two\nlines & <b>more</b>.", do="clean")
    desk.client.sign_out()
    page = desk.send(address, 403, **told)
    carried = unescape(page.partition('name="carried" value="')[2].partition('"')[0])
    author.password = make.hashed()
    page = desk.send("/sign-in", 200, email=author.email, password=make.PASSWORD, carried=carried)
    assert f'action="{address}"' in page and "Send your words on" in page and LOAN in words_in(page)
    desk.send(address, **fields(page))
    draft = desk.draft()
    assert LOAN in draft.documents["library.md"] and draft.rationale == "Two\nlines & <b>more</b>."


def test_a_form_from_before_this_sign_in_is_shown_and_sent_on_only_when_it_came_from_here(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN])
    here = {"Sec-Fetch-Site": "same-origin"}
    answer = desk.client.post(address, data=told | {"csrf_token": "of another day"}, headers=here)
    assert answer.status_code == 409 and "Send your words on" in answer.text and LOAN in answer.text
    assert LOAN not in desk.draft().documents["library.md"]
    desk.send(address, **fields(answer.text))
    assert LOAN in desk.draft().documents["library.md"]
    answer = desk.client.post(address, data=told | {"csrf_token": "forged"})
    assert answer.status_code == 409 and "lost its link to your sign-in" in answer.text
    answer = desk.client.post(address, data=told, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and "another site" in answer.text


def test_what_is_carried_goes_to_an_address_of_ours_that_takes_forms_or_nowhere(desk: Desk) -> None:
    author = desk.writers.author
    author.password = make.hashed()
    for to in ("https://evil.example/drafts/1", "//evil.example", "/nowhere", "/definition"):
        carried = json.dumps({"to": to, "fields": [["title", "two words"]]})
        where = desk.send("/sign-in", email=author.email, password=make.PASSWORD, carried=carried)
        assert where == "/"
    assert desk.send("/sign-in", email=author.email, password=make.PASSWORD, carried="{no json") == "/"
