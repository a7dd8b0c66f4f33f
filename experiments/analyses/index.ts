import type { Analysis } from "../types/analysis.js";
import { fisherSpectrum } from "./fisher-spectrum.js";
import { slowDirections } from "./slow-directions.js";
import { slowParameters } from "./slow-parameters.js";
import { temperatureProfileAnalysis } from "./temperature-profile.js";

/** The analyses, which need no data. */
export const analyses: readonly Analysis[] = [
  slowDirections,
  slowParameters,
  temperatureProfileAnalysis,
  fisherSpectrum,
];
