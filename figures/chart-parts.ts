import {
  BarController,
  BarElement,
  type ChartComponentLike,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
} from "chart.js";
import { everyPoint } from "./every-point.js";

/** What of Chart.js figures are made of, to be registered before one is drawn. */
export const chartParts: readonly ChartComponentLike[] = [
  BarController,
  BarElement,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  everyPoint,
];
