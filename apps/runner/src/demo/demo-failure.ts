/** Something that the demo has claimed is not so. Its message is one line for a person. */
export class DemoFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DemoFailure';
  }
}
