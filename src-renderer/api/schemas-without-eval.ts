/** Imported before any schema: zod compiles its parsers with `new Function` where it may, which the security policy refuses. */
import { z } from 'zod'

z.config({ jitless: true })
