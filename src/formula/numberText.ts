/**
 * A number as R writes it: with as few digits as tell it apart, or at most so many, and in powers of ten where that is
 * shorter: 0.1, 123456, 1e+05.
 */
export function numberText(value: number, digits?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
  const kept = digits === undefined ? value : Number(value.toPrecision(digits));
  const [mantissa, power] = kept.toExponential().split("e");
  const exponent = Number(power);
  const sign = exponent < 0 ? "-" : "+";
  const scientific = `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const significant = mantissa.replace(/[-.]/g, "").length;
  const decimals = Math.max(0, significant - 1 - exponent);
  const whole = Math.max(1, exponent + 1);
  const width = (kept < 0 ? 1 : 0) + whole + (decimals > 0 ? decimals + 1 : 0);
  return width <= scientific.length ? fixed(mantissa, exponent) : scientific;
}

/** The digits of a mantissa with the decimal point where an exponent puts it. */
function fixed(mantissa: string, exponent: number): string {
  const minus = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${minus}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return rest === "" ? `${minus}${whole}` : `${minus}${whole}.${rest}`;
}
