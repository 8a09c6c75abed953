"""The method, told as tests: a folder is a chapter, a file a section, a test a paragraph, its data drawn as tables.

`python -m tests.spec.write` turns them into `docs/how-we-calculate.md` and the copy that the website shows.
"""
