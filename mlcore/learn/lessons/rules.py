"""Lesson: association rules, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlcore.language import count
from mlcore.language import translate as _
from mlcore.learn.baskets import MOST_ITEMS, Baskets, corner_shop
from mlcore.learn.code import drawn
from mlcore.learn.lesson import (
    Chosen,
    Ending,
    Lesson,
    Parameter,
    Preset,
    Question,
    Source,
    Told,
    Trajectory,
)
from mlcore.learn.points import Points, Slot
from mlcore.learn.rules import Frame, Least, Node, Rule, Search, apriori
from mlcore.numbers import percent, significant, whole

NOTHING, EVERYTHING, HOLLOW = "nothing", "everything", "hollow"
ROWS = 200
SUPPORT = r"\begin{gathered} \mathrm{support}(#)\\ = #\,/\,# = # \end{gathered}"
RULE = r"""\begin{gathered}
#\\ \mathrm{confidence} = #\,/\,# = #\\
\mathrm{lift} = #\,/\,(#\,/\,#) = #
\end{gathered}"""


@dataclass(frozen=True, eq=False, kw_only=True)
class Shopping(Trajectory[Frame]):
    """The search that is shown."""

    search: Search


def toy(chosen: Chosen) -> Points:
    """Return the baskets of a corner shop."""
    shop = corner_shop(chosen.seed, ROWS)
    return Points(shop.bought.astype(float), None, shop.items)


def trajectory(points: Points, chosen: Chosen) -> Shopping:
    """Return the search in *points*: one 0 or 1 per basket and item."""
    search = apriori(
        baskets_of(points), Least(chosen["support"], chosen["confidence"], chosen["lift"])
    )
    return Shopping(
        points=points, chosen=chosen, frames=search.frames, ending=_ending(search), search=search
    )


def baskets_of(points: Points) -> Baskets:
    """Return the baskets of *points*, with its commonest items only if there are many."""
    common = np.sort(np.argsort(-points.X.sum(axis=0), kind="stable")[:MOST_ITEMS])
    return Baskets(tuple(points.names[item] for item in common), points.X[:, common] > 0)


def _ending(search: Search) -> str:
    last = search.frames[-1]
    kept = [rule for rule in last.rules if rule.kept]
    if not last.of_fate("frequent", level=2):
        return NOTHING
    if not last.of_fate("pruned", "rare"):
        return EVERYTHING
    return HOLLOW if any(rule.lift <= 1 for rule in kept) else ""


# ------------------------------------------------------------------ what a frame shows


def tell(shopping: Shopping, at: int) -> Told:
    """Return what step *at* did."""
    search, frame = shopping.search, shopping.frames[at]
    if frame.stage == "rules":
        rule = shown_rule(frame)
        return Told(*_rules_said(search, frame), rule_numbers(search.baskets, rule), 1)
    lead, said = _SAID[frame.stage](search, frame)
    if at == 0:
        said += _left_out_said(shopping)
    return Told(lead, said, _support_numbers(search.baskets, shown_node(frame)), 0)


def _left_out_said(shopping: Shopping) -> str:
    every, shown = len(shopping.points.names), len(shopping.search.baskets.items)
    if every == shown:
        return ""
    return f" {_('Only the')} {shown} {_('commonest of')} {every} {_('values are items here')}."


def shown_node(frame: Frame) -> Node | None:
    """Return the itemset whose support stands in the formula: the commonest one counted."""
    counted = [node for node in frame.nodes if node.count is not None]
    fresh = [node for node in counted if node.itemset in frame.fresh]
    return max(fresh or counted, key=lambda node: node.count or 0, default=None)


def shown_rule(frame: Frame) -> Rule:
    """Return the rule that stands in the formula: of the newest ones the one of highest lift."""
    (itemset,) = frame.fresh
    newest = [rule for rule in frame.rules if sorted(rule.left + rule.right) == list(itemset)]
    return max(newest, key=lambda rule: (rule.kept, rule.lift))


def _support_numbers(baskets: Baskets, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return (_("no itemset is counted yet"), "·", whole(baskets.rows), "·")
    share = significant((node.count or 0) / baskets.rows)
    return baskets.names(node.itemset), whole(node.count), whole(baskets.rows), share


def rule_numbers(baskets: Baskets, rule: Rule) -> tuple[str, ...]:
    """Return the numbers of *rule*, in the order of the formula."""
    confidence = significant(rule.confidence)
    return (
        words(baskets, rule), whole(rule.both), whole(rule.with_left), confidence,
        confidence, whole(rule.with_right), whole(rule.rows), significant(rule.lift),
    )  # fmt: skip


def words(baskets: Baskets, rule: Rule) -> str:
    """Return *rule* as people read it."""
    return f"{baskets.names(rule.left)} → {baskets.names(rule.right)}"


def _join_said(search: Search, frame: Frame) -> tuple[str, str]:
    new = count(len(frame.fresh), _("candidate"))
    if frame.level == 1:
        return f"{_('Level 1')}: {new}.", _("Each item alone. Nothing is counted yet.")
    lead = f"{_('Level')} {frame.level}: {new}."
    said = _("Frequent itemsets one smaller that share all items but the last are joined.")
    return lead, f"{said} {_('All others of this size cannot be frequent.')}"


def _prune_said(search: Search, frame: Frame) -> tuple[str, str]:
    first = next(node for node in frame.nodes if node.itemset == frame.fresh[0])
    lead = f"{count(len(frame.fresh), _('candidate'))} {_('ruled out without counting')}."
    whole_of, part = search.baskets.names(first.itemset), search.baskets.names(first.because)
    return lead, f"({whole_of}) {_('cannot be frequent, for a part of it is not')}: ({part})."


def _count_said(search: Search, frame: Frame) -> tuple[str, str]:
    kept = [node for node in frame.of_fate("frequent") if node.itemset in frame.fresh]
    lead = f"{count(len(frame.fresh), _('itemset'))} {_('counted')}, {whole(len(kept))} "
    said = f"{_('Frequent is what lies in at least')} {whole(search.fewest)} {_('of')} "
    return lead + _("frequent") + ".", said + f"{whole(search.baskets.rows)} {_('baskets')}."


_SAID = {"join": _join_said, "prune": _prune_said, "count": _count_said}


def _rules_said(search: Search, frame: Frame) -> tuple[str, str]:
    (itemset,) = frame.fresh
    rule = shown_rule(frame)
    tried = [r for r in frame.rules if sorted(r.left + r.right) == list(itemset)]
    kept = sum(r.kept for r in tried)
    lead = f"{count(len(tried), _('rule'))} {_('from')} ({search.baskets.names(itemset)}), "
    said = f"{words(search.baskets, rule)} {_('is right in')} {percent(rule.confidence)} {_('of')} "
    said += f"{count(rule.with_left, _('basket'))}; {search.baskets.names(rule.right)} "
    said += f"{_('is in')} {percent(rule.with_right / rule.rows)} {_('of all')}: "
    return f"{lead}{whole(kept)} {_('kept')}.", f"{said}{_('lift')} {_meaning(rule.lift)}."


def _meaning(lift: float) -> str:
    shown = significant(lift)
    if lift > 1.05:
        return f"{shown}, {_('the left side makes it more likely')}"
    if lift < 0.95:
        return f"{shown}, {_('the left side makes it less likely')}"
    return f"{shown}, {_('the left side says nothing about it')}"


# ----------------------------------------------------------------- what stays the same


def formulas(chosen: Chosen) -> tuple[str, ...]:
    """Return support, then confidence and lift."""
    return SUPPORT, RULE


def code(points: Points, chosen: Chosen) -> str:
    """Return Python that counts the same rules; scikit-learn has none."""
    items = list(baskets_of(points).items)
    return (
        "# there are no association rules in sklearn; this counts the same ones in pandas\n"
        "from itertools import combinations\n\nimport numpy as np\nimport pandas as pd\n\n"
        f"{_reading(points, chosen)}"
        f"items = {items!r}\n"
        "both = {s: table[list(s)].all(axis=1).mean()\n"
        "        for k in range(1, len(items) + 1) for s in combinations(items, k)}\n"
        f"frequent = {{s: v for s, v in both.items() if v >= {chosen['support']}}}\n"
        "for whole, support in frequent.items():\n"
        "    for k in range(1, len(whole)):\n"
        "        for left in combinations(whole, k):\n"
        "            right = tuple(i for i in whole if i not in left)\n"
        "            confidence = support / both[left]\n"
        "            lift = confidence / both[right]\n"
        f"            if confidence >= {chosen['confidence']} and lift >= {chosen['lift']}:\n"
        '                print(left, "->", right, round(confidence, 3), round(lift, 3))'
    )


def _reading(points: Points, chosen: Chosen) -> str:
    if points.own:
        columns = sorted({name.rpartition(" = ")[0] for name in points.names})
        shown = "".join(f"{line}\n" for line in drawn(points, chosen.seed, "rows"))
        return (
            f'rows = pd.read_csv("table.csv")[{columns!r}].dropna()\n{shown}'
            'table = pd.get_dummies(rows.astype(str), prefix_sep=" = ")\n'
        )
    return (
        f"rng = np.random.default_rng({chosen.seed})\n"
        f"happens = lambda chance: rng.random({ROWS}) < chance\n"
        "bread = happens(0.55)\n"
        "butter = happens(np.where(bread, 0.7, 0.15))\n"
        "beer = happens(0.35)\n"
        "crisps = happens(np.where(beer, 0.75, 0.2))\n"
        "milk = happens(np.where(beer, 0.68, 0.86))\n"
        'table = pd.DataFrame({"bread": bread, "butter": butter, "beer": beer,\n'
        '                      "crisps": crisps, "milk": milk})\n'
    )


SHARES = (0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7)
LESSON = Lesson(
    name="association-rules",
    title=_("Association rules"),
    icon="shopping_basket",
    lead=_("What is bought together, found level by level, and the rule that sounds true and says "
           "nothing."),
    newcomer=_(
        "Who buys bread, buys butter: such a rule has three numbers. **Support** says in how many "
        "baskets all its items lie. **Confidence** says how often butter follows bread. **Lift** "
        "says how many times more often that is than butter in any basket. Only lift tells whether "
        "bread has to do with it: what nearly everybody buys follows everything. To find the rules "
        "one need not count all combinations: if bread and beer are rarely together, then bread, "
        "beer and milk are too."
    ),
    student=_(
        "With $n$ items there are $2^n-1$ itemsets. Support is antitone: "
        "$A\\subseteq B\\Rightarrow \\mathrm{supp}(A)\\ge\\mathrm{supp}(B)$. So Apriori goes level "
        "by level: it joins frequent $(k-1)$-itemsets with the same first $k-2$ items, strikes out "
        "candidates with a part that is not frequent, and counts the rest in one pass over the "
        "data. Confidence is $P(B\\mid A)$ and lift $P(A,B)/(P(A)\\,P(B))$: symmetric, 1 under "
        "independence, and unlike confidence not fooled by a common right side. Confidence is "
        "antitone in the left side only inside one itemset, so rules are searched in each frequent "
        "itemset by itself. Rules are associations, found among many: expect some by chance, "
        "and none of them is a cause. FP-growth finds the same itemsets without candidates."
    ),
    question=Question(
        _("Two in three who buy beer also buy milk. Does beer bring people to milk?"),
        (_("Yes, 67% is far more than half"), _("No, it may even keep them away"),
         _("Only if beer is bought often")),
        1,
        _("Four in five of all baskets hold milk anyway. Beside beer it is rarer than elsewhere: "
          "lift is below 1. A high confidence alone says only that milk is popular."),
    ),
    parameters=(
        Parameter("support", _("Least support"), SHARES, 0.2,
                  _("Share of baskets an itemset must lie in.")),
        Parameter("confidence", _("Least confidence"), (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), 0.6,
                  _("How often the right side must follow the left.")),
        Parameter("lift", _("Least lift"), (0, 1.1, 1.5, 2), 1.1,
                  _("How many times more often than without the left side; 0 asks nothing.")),
    ),
    presets=(
        Preset("shop", _("Corner shop")),
        Preset(
            "hollow", _("A hollow rule"), (("lift", 0),), HOLLOW,
        ),
        Preset(
            "nothing", _("Support too high"), (("support", 0.7),), NOTHING,
            Question(
                _("Least support is 70%. Which rules are found?"),
                (_("Only the best ones"), _("None"), _("The same as before")),
                1,
                _("Only milk lies in so many baskets, and one item alone makes no rule. What is "
                  "strong need not be common."),
            ),
        ),
        Preset(
            "everything", _("Support too low"), (("support", 0.01), ("lift", 0)), EVERYTHING,
            Question(
                _("Least support is 1%: two baskets of 200. How much does pruning save?"),
                (_("Most of the counting"), _("About half"), _("Nothing")),
                2,
                _("Every combination of five items lies in at least two baskets, so all 31 are "
                  "counted, and the rules of rare ones rest on a handful of baskets."),
            ),
        ),
    ),
    endings=(
        Ending(NOTHING, _("Nothing found"),
               _("No two items lie together often enough. Lower the least support.")),
        Ending(EVERYTHING, _("Nothing pruned"),
               _("Every itemset is frequent: all were counted, and rules rest on a handful of "
                 "baskets. Raise the least support.")),
        Ending(HOLLOW, _("Hollow rules"),
               _("Rules are kept whose right side is not more frequent beside the left one than "
                 "anywhere. Ask for a lift above 1.")),
    ),
    toy=toy,
    trajectory=trajectory,
    tell=tell,
    formulas=formulas,
    code=code,
    same=_("It ends with the very itemsets and rules that counting every combination finds."),
    sources=(
        Source("Agrawal & Srikant (1994), Fast algorithms for mining association rules",
               "https://www.vldb.org/conf/1994/P487.PDF"),
        Source("Brin et al. (1997), Dynamic itemset counting (lift, there called interest)",
               "https://doi.org/10.1145/253260.253325"),
    ),
    slots=(
        Slot("first", _("First column"), "class", classes=6),
        Slot("second", _("Second column"), "class", classes=6),
        Slot("third", _("Third column"), "class", classes=6),
    ),
    pace=1,
)  # fmt: skip
