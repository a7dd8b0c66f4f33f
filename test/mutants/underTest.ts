export function putUnderTest(_: string | undefined): void {}
