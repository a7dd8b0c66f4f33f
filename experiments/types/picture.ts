import type { Slope } from "./summary.js";

/** A curve of a `RatesPicture`; `slope` is that of the drawn statistic. */
export interface RatesSeries {
  readonly label: string;
  readonly points: readonly {
    readonly n: number;
    readonly mean: number;
    readonly median: number;
    readonly q25: number;
    readonly q75: number;
    /** Fits that the point rests on, and how many of them are not certified. */
    readonly fits: number;
    readonly uncertified: number;
  }[];
  readonly slope?: Slope;
  /** Theory's slope. */
  readonly theory?: number;
}

/** Losses against the sample size in several panels, as numbers. */
export interface RatesPicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly {
    readonly title: string;
    /** A loss by its name, or other words. */
    readonly yTitle: string;
    readonly statistic: "mean" | "median";
    readonly series: readonly RatesSeries[];
    readonly references: readonly { readonly slope: number; readonly label: string }[];
  }[];
  readonly notes: readonly string[];
  /** What belongs to a file's metadata: protocol, budget, seed. */
  readonly about?: Readonly<Record<string, string>>;
}

/** An axis of a picture. */
interface PictureAxis {
  readonly title: string;
  readonly scale: "log" | "linear";
  /** Whether only whole numbers have a meaning. */
  readonly whole?: boolean;
  /** Whether the value 0 is shown on a logarithmic axis, below a break; else it has no place there. */
  readonly zero?: boolean;
}

/** Curves without sampling noise in several panels, as numbers. */
export interface CurvesPicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly {
    readonly title: string;
    readonly x: PictureAxis;
    readonly y: PictureAxis;
    readonly series: readonly {
      readonly label: string;
      readonly points: readonly { readonly x: number; readonly y: number }[];
      /** Curves of the same name look alike in all panels; the label where absent. */
      readonly like?: string;
      readonly style?: "line" | "points" | "both";
      readonly dashed?: boolean;
    }[];
  }[];
  readonly notes: readonly string[];
}
