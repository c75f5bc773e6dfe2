/** The same shape, with any text in place of the English one. */
export type Widened<Part> = Part extends (...parameters: infer Parameters) => infer Told
  ? (...parameters: Parameters) => Widened<Told>
  : Part extends string
    ? string
    : { readonly [Key in keyof Part]: Widened<Part[Key]> };
