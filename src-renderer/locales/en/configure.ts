export const configure = {
  title: 'Configure',
}
