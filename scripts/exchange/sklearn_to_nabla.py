#!/usr/bin/env python3
"""Writes models of scikit-learn as files that Nabla reads.

    from sklearn_to_nabla import save
    save(make_pipeline(StandardScaler(), MLPClassifier()).fit(x, t), "model.safetensors")

Takes MLPClassifier, MLPRegressor, LinearRegression, Ridge, Lasso, ElasticNet and LogisticRegression, alone or behind a
StandardScaler or MinMaxScaler in a Pipeline; everything else is refused by its name. The numbers are stored in double
precision, bit for bit. Needs numpy and safetensors; `nabla predict model.safetensors table.csv` then predicts alike.
"""

import json

import numpy
from safetensors.numpy import save_file

FUNCTIONS = {"identity": "identity", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}


def scaling(step):
    """The means and scales of a scaler: z = (x - m) / s."""
    kind = type(step).__name__
    if kind == "StandardScaler":
        means = step.mean_ if step.with_mean else numpy.zeros(step.n_features_in_)
        scales = step.scale_ if step.with_std else numpy.ones(step.n_features_in_)
        return means, scales
    if kind == "MinMaxScaler":
        if step.clip:
            raise ValueError("a MinMaxScaler that clips is no linear scaler")
        # z = x scale + min
        return -step.min_ / step.scale_, 1 / step.scale_
    raise ValueError(f"'{kind}' is no scaler that Nabla has")


def parameters(estimator):
    """Weights (units x inputs) and biases of every layer, the hidden function, and what the outputs are."""
    kind = type(estimator).__name__
    if kind in ("MLPClassifier", "MLPRegressor"):
        layers = [(w.T, b) for w, b in zip(estimator.coefs_, estimator.intercepts_)]
        output = estimator.out_activation_
        family = {"identity": "gaussian", "logistic": "bernoulli", "softmax": "categorical"}[output]
        if kind == "MLPRegressor" and output != "identity":
            raise ValueError(f"the output function '{output}' of an MLPRegressor")
        return layers, FUNCTIONS[estimator.activation], family
    if kind in ("LinearRegression", "Ridge", "Lasso", "ElasticNet"):
        weights = numpy.atleast_2d(estimator.coef_)
        bias = numpy.broadcast_to(estimator.intercept_, len(weights))
        return [(weights, bias)], "identity", "gaussian"
    if kind == "LogisticRegression":
        # One row tells two classes apart; more are those of the softmax.
        family = "bernoulli" if len(estimator.coef_) == 1 else "categorical"
        return [(estimator.coef_, estimator.intercept_)], "identity", family
    raise ValueError(f"'{kind}' is no model that Nabla has")


def save(model, path, notes=None):
    """Writes a fitted model, or a pipeline of a scaler and one."""
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]
    steps = [step for step in steps if step is not None and not isinstance(step, str)]
    if len(steps) > 2:
        raise ValueError(f"a pipeline of {len(steps)} steps; Nabla has a scaler and a model")
    layers, function, family = parameters(steps[-1])
    tensors, descriptions, source = {}, [], "input"
    outputs = len(layers[-1][1])
    for k, (weights, bias) in enumerate(layers):
        last = k == len(layers) - 1
        name = "output" if last else str(k + 1)
        activation = {"gaussian": "identity", "bernoulli": "sigmoid", "categorical": "softmax"}[family] if last else function
        descriptions.append(
            {"name": name, "units": len(bias), "activation": activation, "sources": [source], "bias": True})
        tensors[f"{name}.weight.{source}"] = numpy.ascontiguousarray(weights, dtype=float)
        tensors[f"{name}.bias"] = numpy.array(bias, dtype=float)
        source = name
    inputs = layers[0][0].shape[1]
    if len(steps) == 2:
        means, scales = scaling(steps[0])
        tensors["scaler.means"] = numpy.array(means, dtype=float)
        tensors["scaler.scales"] = numpy.array(scales, dtype=float)
    architecture = {
        "inputs": inputs, "layers": descriptions, "likelihood": {"family": family, "outputs": outputs}}
    metadata = {"format": "nabla-model", "version": "1", "architecture": json.dumps(architecture)}
    names = getattr(model, "feature_names_in_", None)
    if names is not None:
        metadata["feature_names"] = json.dumps([str(name) for name in names])
    classes = getattr(steps[-1], "classes_", None)
    if classes is not None and family != "gaussian" and len(classes) == max(outputs, 2):
        metadata["class_names"] = json.dumps([str(name) for name in classes])
    for key, text in (notes or {}).items():
        metadata[f"note.{key}"] = str(text)
    save_file(tensors, path, metadata)
