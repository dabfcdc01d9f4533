"""Comments for pull requests: nobody is pinged, nothing breaks out, and the forge takes them."""

from __future__ import annotations

from markdown_it import MarkdownIt

from perfsupport.diff.markdown import MOST_CHARACTERS, escape, write_markdown
from tests.diff.comparing import compare_files
from tests.diff.test_words import TREE


def test_what_matters_comes_first_and_the_rest_is_folded() -> None:
    found, *_ = compare_files({"t": TREE}, {"t": TREE.replace("amount <= 500", "amount <= 450")})
    text = write_markdown(found)
    assert text.index("Now ends differently") < text.index("<details>") < text.index("450 EUR")
    assert text.count("<details>") == text.count("</details>") == 1


def test_words_are_never_markup_mentions_or_references() -> None:
    words = "@everyone see #12 <img src=x> [a](http://x) **b** `c` | d\n- e $x$ !f"
    assert "@" not in escape(words) and "#12" not in escape(words).replace("&#", "")
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(f"- {escape(words)}")
    assert shown.startswith("<ul>\n<li>@everyone see #12 &lt;img src=x&gt; [a](http://x) **b** `c` | d - e")


def test_a_large_comparison_is_cut_and_says_so() -> None:
    steps = "".join(f"  s{n}: {{ask: {'Word ' * 60}{n}?, options: {{A: s{n + 1}, B: end}}}}\n" for n in range(400))
    tree = f"title: Large\nsteps:\n{steps}  s400: {{end: resolved, say: Bye.}}\n  end: {{end: resolved, say: Bye.}}\n"
    trees = {f"t{number}": tree for number in range(3)}
    found, *_ = compare_files(trees, {id: text.replace("Word", "Term") for id, text in trees.items()})
    text = write_markdown(found)
    assert 1000 < len(text) <= MOST_CHARACTERS
    assert "do not fit into a comment" in text
    assert text.count("<details>") == text.count("</details>")
