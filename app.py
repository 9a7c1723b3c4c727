"""What `flask run` and a WSGI server find: not for this machine alone, so cookies need HTTPS and no sample member signs in."""

from workbench import create_app
from workbench.config import Config

app = create_app(Config.load(loopback=False))
