import { MoestatError } from "../../error.js";
import type { AnyParams } from "../../types.js";
import type { AnyModel } from "../model.js";
import { checkRows } from "../rows.js";
import { jointAt } from "./law.js";
import { eachMixture, type Rows } from "./mixtures.js";

/**
 * P(Y = s + 1 | x, expert i) at rows of inputs: `expertClasses(...)[row][i][s]`. Throws for experts whose response is no class, if the parameters
 * do not suit the model, or a row or an offset is out of its range.
 */
export function expertClasses(model: AnyModel, params: AnyParams, { rows, offset }: Rows): number[][][] {
  const { families, k } = model;
  const [expert] = families;
  const { on, points } = expert.support(expert.predictors.map(() => 0));
  if (on !== "values")
    throw new MoestatError(`no class probabilities; the response of the expert ${expert.name} is a number`);
  model.check(params);
  checkRows(model, rows, { offset });
  const joint = jointAt(families);
  const equal = new Array<number>(k).fill(0);
  const logs = new Array<number>(k);
  const all: number[][][] = [];
  eachMixture(model, params, { rows, offset }, (mixture) => {
    const classes: number[][] = Array.from({ length: k }, () => []);
    for (const value of points) {
      joint({ ...mixture, logWeights: equal }, value, logs);
      for (let i = 0; i < k; i++) classes[i].push(Math.exp(logs[i]));
    }
    all.push(classes);
  });
  return all;
}
