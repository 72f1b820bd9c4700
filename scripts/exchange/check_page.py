#!/usr/bin/env python3
"""Runs the code of the section "A model file in NumPy" of the article Exchange on the models of the fixtures.

  python3 scripts/exchange/check_page.py

Needs numpy and safetensors. The models are those of scripts/fixtures/sklearn_models.py, and so are the expected outputs.
"""

import json
import pathlib
import re

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "Sources" / "Nabla" / "Documentation.docc" / "Exchange.md"
FIXTURES = ROOT / "Tests" / "NablaTests" / "Fixtures" / "sklearn"


def main():
    section = ARTICLE.read_text().split("## A model file in NumPy")[1]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL).group(1)
    assert len(code.splitlines()) == 10
    expected = json.loads((FIXTURES / "expected.json").read_text())
    for name, y in expected["y"].items():
        if name == "torch-state":
            continue
        names = {"path": FIXTURES / f"{name}.safetensors", "x": numpy.array(expected["x"])}
        exec(code, names)
        difference = numpy.max(numpy.abs(names["z"]["output"] - numpy.array(y)))
        assert difference <= 1e-13, (name, difference)
        print(f"{name}: at most {difference:.1e} from scikit-learn")


if __name__ == "__main__":
    main()
