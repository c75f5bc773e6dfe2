import fc from 'fast-check';

// A red build means that the change broke something, so it always tries the same worlds. Every other run tries fresh ones.
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_123 });
