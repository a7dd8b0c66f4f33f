import { drawData } from "../experiments/parts/data.js";
import { fittedModel, type Setting, truthModel } from "../experiments/parts/models.js";
import { type Replicate, replicateOf } from "../experiments/replicate.js";
import { parseDesign } from "../src/random/designs.js";
import type { ShownFit } from "./fits.js";
import type { SettingData } from "./types.js";

/** A fit with its data, drawn again from the seed, and the curves of truth and estimate; nothing where `replicateOf` shows nothing. */
export function replicateOfFit(
  { design: text, ...data }: SettingData,
  { seed, fit }: { readonly seed: string; readonly fit: Pick<ShownFit, "n" | "replicate" | "params"> },
): Replicate | undefined {
  const design = parseDesign(text);
  const setting: Setting & { readonly truthName: string } = {
    ...data,
    protocols: { certified: { design } },
  };
  const { n, replicate, params } = fit;
  return replicateOf(
    { model: truthModel(setting), params: data.truth },
    { model: fittedModel(setting), params },
    drawData(setting, { design }, { seed, n, replicate }),
  );
}
