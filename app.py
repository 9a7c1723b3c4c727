"""What `flask run` and a WSGI server find."""

from workbench import create_app
from workbench.config import Config

app = create_app(Config.load())
