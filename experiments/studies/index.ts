import type { Study } from "../types/study.js";
import { densityRate } from "./density-rate.js";
import { multinomialRegime1Study, multinomialRegime2Study } from "./multinomial.js";
import { parameterSetStudy } from "./parameter-set.js";
import { perParameter } from "./per-parameter.js";
import { temperatureExactStudy, temperatureOverStudy } from "./temperature.js";
import { topkOneStudy, topkThreeStudy, topkThresholdStudy } from "./topk.js";

/** Every study of the package, in the order of the final table. */
export const studies: readonly Study[] = [
  densityRate,
  perParameter,
  parameterSetStudy,
  topkOneStudy,
  topkThresholdStudy,
  topkThreeStudy,
  temperatureExactStudy,
  temperatureOverStudy,
  multinomialRegime1Study,
  multinomialRegime2Study,
];

/** The names of the experiments that a study looks at, each once. */
export const experimentsOf = ({ panels, also = [] }: Study): string[] => [
  ...new Set([...panels.flatMap(({ series }) => series), ...also].map(({ experiment }) => experiment)),
];

/** The study of that name, if there is one. */
export const studyByName = (name: string): Study | undefined => studies.find((study) => study.name === name);
