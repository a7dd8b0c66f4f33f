const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** A number with a true minus sign: `−0.5`; very large and very small ones as `2·10⁻⁷`. */
export function plain(value: number): string {
  const [mantissa, exponent] = String(Number(value.toPrecision(10))).split("e");
  const digits = mantissa!.replace("-", "−");
  if (exponent === undefined) return digits;
  const power = powerOfTen(Number(exponent));
  return /^−?1$/.test(digits) ? digits.replace("1", power) : `${digits}·${power}`;
}

/** A number with a fixed number of decimals and a true minus sign: `−0.50`; a dash where it is not finite. */
export function fixed(value: number | null, decimals = 2): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text.replace("-", "−");
}

/** A count with commas between the thousands: `100,000`. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** `mantissa` times 10 to the `exponent`, as on a logarithmic axis: `10⁻²`, `2·10³`. */
export function powerOfTen(exponent: number, mantissa = 1): string {
  const power = `10${[...String(exponent)].map((sign) => superscripts[sign]).join("")}`;
  return mantissa === 1 ? power : `${mantissa}·${power}`;
}

/** A power for a legend, with a simple fraction where the exponent is one: `n^{−1/2}`, `n^{−0.4}`. */
export function powerOfN(exponent: number): string {
  for (const denominator of [1, 2, 3, 4, 6, 8, 12]) {
    const numerator = exponent * denominator;
    if (Math.abs(numerator - Math.round(numerator)) > 1e-9) continue;
    const fraction = denominator === 1 ? "" : `/${denominator}`;
    return `n^{${plain(Math.round(numerator))}${fraction}}`;
  }
  return `n^{${plain(exponent)}}`;
}

/**
 * A text for places that raise and lower nothing: `n^{−2}` becomes `n⁻²`, and what has no such letter
 * `n^(−1/2)` and `D_(2,2)`.
 */
export function flat(text: string): string {
  return text.replace(/([_^])\{([^}]*)\}/g, (_, place: string, part: string) => {
    const signs = [...part.replaceAll("−", "-")];
    return place === "^" && signs.every((sign) => sign in superscripts)
      ? signs.map((sign) => superscripts[sign]).join("")
      : `${place}(${part})`;
  });
}
