"""The order in which the method is told: chapters, and the sections in each."""

CONTENTS: dict[str, tuple[str, ...]] = {
    "counting": ("decisions", "endings", "bodies"),
    "measures": (
        "upheld_rate",
        "compliance_rate",
        "satisfactory_remedy_rate",
        "late_compliance_rate",
        "upheld_of_dealt_with",
        "upheld_per_100k",
    ),
    "rounding": ("half_up", "nearly_all_and_nearly_none", "no_base"),
    "compliance": ("one_outcome_for_each_case", "left_out", "lateness", "waiting", "recurrence"),
    "comparing": ("similar_authorities", "with_and_without", "case_mix", "england", "todays_map"),
    "chance": ("intervals", "verdicts", "funnels", "three_years"),
    "over_time": ("breaks",),
    "checking": ("published_figures", "cases_behind"),
    "never": ("no_ranks",),
}
