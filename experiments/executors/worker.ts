/** The entry of a worker thread: runs one trial of an experiment that the package knows by name. */
export { runNamedTrial as default } from "../trial.js";
