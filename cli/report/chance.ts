import type { Gain } from "../../src/fit/index.js";
import { count } from "../terminal.js";
import type { Reported } from "./reported.js";

/** What the last expert gains, how often chance gives as much, and a warning where it may have given all of it. */
export function gainLines(shown: Reported, gain: Gain | undefined): string[] {
  if (gain === undefined) return [];
  const { nats, allowance } = gain;
  const over = `gain over ${count(shown.fit.k - 1, "expert")}`;
  if (!(nats > 0)) return [`${over}: none, ${withoutGain(gain)}`];
  if (shown.answer.status === "collapsed")
    return [`${over}: ${nats.toFixed(1)} nats, which say nothing, since an expert has collapsed`];
  return [
    `${over}: ${nats.toFixed(1)} nats; ${chanceInWords(gain, shown.fit.k)}`,
    ...(allowance > nats
      ? [
          `WARNING: chance may explain the last expert: experts as narrow as these, on as few observations, may owe it ${allowance.toFixed(1)} nats, more than the gain`,
        ]
      : []),
  ];
}

/** How the fit of one expert less ended, where it is not lower. */
function withoutGain({ nats, smaller, smallerStatus }: Gain): string {
  const higher = (-nats).toFixed(1);
  const reason = smallerStatus === "collapsed" ? ", as one may that has collapsed" : "";
  return higher === "0.0"
    ? `since their fit ended as high, at ${smaller.toFixed(4)}`
    : `since their fit ended ${higher} nats higher, at ${smaller.toFixed(4)}${reason}`;
}

function chanceInWords({ chance: { share, limits } }: Gain, k: number): string {
  if (share === null) return `how often chance alone gives as much is not known: ${limits}`;
  const samples = `samples of ${k === 2 ? "one expert" : `${k - 1} experts`}`;
  const extrapolated = limits === undefined ? "" : `, by extrapolation (${limits})`;
  return `chance alone gives that or more in ${shareInWords(share)} ${samples}${extrapolated}`;
}

/** A share as far as it is worth telling: `about 18 % of`, `about 0.3 % of`, `fewer than 1 in 10,000`. */
export function shareInWords(share: number): string {
  if (share < 1e-4) return "fewer than 1 in 10,000";
  if (share > 0.99) return "nearly all";
  const percent = 100 * share;
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 1 : 2;
  return `about ${percent.toFixed(digits)} % of`;
}
