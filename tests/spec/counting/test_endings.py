"""How a complaint can end"""

from tests.spec.given import given


def test_every_complaint_ends_in_one_of_three_ways() -> None:
    """A complaint was *not for us*, or we *assessed and closed* it, or we *investigated* it in detail. Nothing
    else is possible, and nothing is in two of them. The three always add up to the complaints dealt with.
    """
    given(
        decisions="""
            how many | outcome
            1        | Invalid or incomplete
            2        | Advice given
            4        | Referred back for local resolution
            5        | Closed after initial enquiries
            3        | Not upheld
            9        | Upheld
            """,
    ).gives(
        """
        council | dealt with | not for us | assessed and closed | investigated | upheld
        A       | 24         | 7          | 5                   | 12           | 9
        """
    )


def test_older_words_keep_their_meaning() -> None:
    """Until 2014 other words were used. Each older word has a fixed place among the three, so that an old list of cases
    still adds up. The rates of those years cannot be compared with later ones all the same (see *Breaks*).
    """
    given(
        decisions="""
            how many | outcome                                                     | decided on
            2        | Local settlement                                            | 1 May 2012
            1        | Maladministration and injustice (report)                    | 1 May 2012
            3        | No or insufficient evidence of maladministration (no report) | 1 May 2012
            4        | Premature                                                   | 1 May 2012
            1        | Ombudsman’s discretion                                      | 1 May 2012
            """,
        review="2012-13",
    ).gives(
        """
        year    | dealt with | not for us | assessed and closed | investigated | upheld
        2012-13 | 11         | 4          | 1                   | 6            | 3
        """
    )
