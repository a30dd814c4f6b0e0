/** The shape of a translation: the same keys, any text. */
export type Translation<Messages> = { [Key in keyof Messages]: Messages[Key] extends string ? string : Translation<Messages[Key]> }
