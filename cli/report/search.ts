import type { Fit } from "../../src/fit/index.js";
import { count } from "../terminal.js";
import type { Reported, ReportedAlternative } from "./reported.js";

const rule: Readonly<Record<Fit["choice"], string>> = {
  weighed: "the highest maximum once what chance may give is subtracted",
  highest: "the highest maximum over the parameter set",
};

/** How the shown maximum was chosen and searched for. */
export function searchLines({ fit, answer, number, reason }: Reported): string[] {
  const { starts } = fit.search;
  const of = fit.alternatives === undefined ? "" : ` of ${fit.alternatives.length + 1}`;
  return [
    ...(reason === undefined
      ? [`answer (--choice ${fit.choice}): ${rule[fit.choice]}`]
      : [
          `shown: maximum ${number}${of} (--pick ${number}), not the answer: ${reason}`,
          ...(fit.logLik === undefined
            ? []
            : [`the answer (--choice ${fit.choice}) has the log-likelihood ${fit.logLik.toFixed(4)}`]),
        ]),
    starts === 1
      ? "search: 1 start"
      : `search: ${count(starts, "start")}, ${climbedOf(fit.search)}; ${ledHere(answer.hits)}`,
  ];
}

/** What an exchange of an expert leads to counts as one start. */
const ledHere = (hits: number): string =>
  hits === 1
    ? "one start or exchange of an expert led here: another --seed or more --starts may lead elsewhere"
    : `${count(hits, "start")} led here`;

const climbedOf = ({ starts, climbed }: Fit["search"]): string =>
  climbed < starts
    ? `${climbed.toLocaleString("en")} climbed on all the data (the others agreed with these, or fell behind, on a part of it)`
    : "all climbed on all the data";

/** A line about the maxima that were passed over, and one about the best of those that are higher. */
export function passedOver({ fit: { alternatives, k } }: Reported): string[] {
  if (k === 1) return [];
  if (alternatives === undefined)
    return ["passed over: whether there are other maxima is not in the file (fit --alternatives keeps them)"];
  const higher = alternatives.filter(({ ahead }) => ahead > 0);
  if (alternatives.length === 0) return ["passed over: no other maximum was found"];
  const counted = `passed over: ${count(alternatives.length, "other maximum", "other maxima")}`;
  if (alternatives.length === 1)
    return higher.length === 0
      ? [`${counted}, which is lower (--pick 2 shows it)`]
      : [`${counted}, which is higher (--pick 2 shows it): ${oneLine(higher[0])}`];
  const pointer = "(--alternatives lists them, --pick shows one)";
  if (higher.length === 0) return [`${counted}, all lower ${pointer}`];
  return [
    `${counted}, ${higher.length} of them higher than the answer ${pointer}`,
    `the highest of them: ${oneLine(higher[0])}`,
  ];
}

const oneLine = ({ logLik, certificate, reason }: ReportedAlternative): string =>
  `log-likelihood ${logLik.toFixed(4)}, ${certificate.observations.map((m) => m.toFixed(1)).join(", ")} observations; ${reason}`;
