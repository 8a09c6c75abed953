"""The public site: static pages, written straight from the figures, that work without JavaScript at any address."""

from upheld.website.pages import LetterLinks
from upheld.website.site import Site, publish_set, write_site

__all__ = ["LetterLinks", "Site", "publish_set", "write_site"]
