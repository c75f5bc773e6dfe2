import fc from 'fast-check';

// A red test means that the change broke something, so every run tries the same worlds unless fresh ones are asked for.
if (process.env.LINKWRIGHT_FRESH_WORLDS === undefined)
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });
