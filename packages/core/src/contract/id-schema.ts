import { z } from 'zod';

/** What connectors call things by: never empty. */
export const idSchema = z.string().min(1);
