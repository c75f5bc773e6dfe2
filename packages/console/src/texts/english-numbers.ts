export const number = (value: number) => value.toLocaleString('en');
export const many = (count: number, one: string, several = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : several}`;
