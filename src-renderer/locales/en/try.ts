export const tryOut = {}
