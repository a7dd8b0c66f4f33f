"""BFGS of scipy with the exact gradient in numpy, for a softmax-gated mixture of Gaussian regressions with one input.

python3 peers.py DATA.csv START.csv LOGLIK REPEATS

START.csv has one row (beta0, beta1, a, b, sigma2) for each expert; the last gate stays as it is. Inputs and
response are standardised inside, which helps BFGS a good deal. Prints one JSON object: seconds (median) until
LOGLIK was reached or, where it was not, until the end, evaluations, the log-likelihood reached.
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import minimize

data = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
start = np.atleast_2d(np.loadtxt(sys.argv[2], delimiter=",", skiprows=1))
target = float(sys.argv[3])
repeats = int(sys.argv[4])
n, k = len(data), len(start)
mx, sx, my, sy = data[:, 0].mean(), data[:, 0].std(), data[:, 1].mean(), data[:, 1].std()
x, y = (data[:, 0] - mx) / sx, (data[:, 1] - my) / sy

beta0, beta1, a, b, sigma2 = start.T
theta0 = np.concatenate(
    [
        (beta0 + beta1 * mx)[:-1] - (beta0 + beta1 * mx)[-1],
        (beta1 * sx)[:-1] - (beta1 * sx)[-1],
        a * sx / sy,
        (b + a * mx - my) / sy,
        np.log(sigma2 / sy**2),
    ]
)


class Reached(Exception):
    """The log-likelihood asked for has been reached."""


def run():
    state = {"evaluations": 0, "best": -np.inf}

    def objective(theta):
        g0, g1 = (np.append(part, 0.0) for part in (theta[: k - 1], theta[k - 1 : 2 * k - 2]))
        a, b, logvar = theta[2 * k - 2 :].reshape(3, k)
        h = g0 + np.outer(x, g1)
        error = y[:, None] - b - np.outer(x, a)
        precision = np.exp(-logvar)
        q = h - 0.5 * (logvar + error**2 * precision)
        top_h, top_q = h.max(axis=1, keepdims=True), q.max(axis=1, keepdims=True)
        p, r = np.exp(h - top_h), np.exp(q - top_q)
        sum_p, sum_r = p.sum(axis=1, keepdims=True), r.sum(axis=1, keepdims=True)
        mean = np.mean(top_q - top_h + np.log(sum_r / sum_p)) - 0.5 * np.log(2 * np.pi)
        p, r = p / sum_p, r / sum_r
        gate, scaled = r - p, r * error * precision
        gradient = np.concatenate(
            [
                gate.sum(axis=0)[:-1],
                (x @ gate)[:-1],
                x @ scaled,
                scaled.sum(axis=0),
                0.5 * (scaled * error - r).sum(axis=0),
            ]
        )
        state["evaluations"] += 1
        state["best"] = max(state["best"], n * (mean - np.log(sy)))
        if state["best"] >= target:
            raise Reached
        return -mean, -gradient / n

    begun = time.perf_counter()
    try:
        minimize(objective, theta0, jac=True, method="BFGS", options={"maxiter": 5000, "gtol": 1e-9})
    except Reached:
        pass
    return time.perf_counter() - begun, state


runs = [run() for _ in range(repeats)]
state = runs[0][1]
print(
    json.dumps(
        {
            "seconds": float(np.median([seconds for seconds, _ in runs])),
            "evaluations": state["evaluations"],
            "logLik": float(state["best"]),
        }
    )
)
