/** The sum of some numbers, from the first to the last. */
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
