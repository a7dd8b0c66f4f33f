/**
 * An object with the properties of `data` and those that `makers` make, each when it is read for the first time. Whoever reads one gets
 * plain data, structuredClone and JSON among them.
 */
export function lazily<Data extends object, Made extends object>(
  data: Data,
  makers: { readonly [Name in keyof Made]: () => Made[Name] },
): Data & Made {
  // Not a spread copy, which would read what is still to be made.
  const whole = Object.defineProperties({}, Object.getOwnPropertyDescriptors(data));
  for (const name of Object.keys(makers) as (keyof Made)[]) {
    let made: { readonly value: Made[keyof Made] } | undefined;
    const get = () => {
      made ??= { value: makers[name]() };
      return made.value;
    };
    Object.defineProperty(whole, name, { enumerable: true, get });
  }
  return whole as Data & Made;
}
