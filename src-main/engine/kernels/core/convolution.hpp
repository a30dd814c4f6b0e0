// Two-dimensional convolution (one-dimensional: height 1) and its gradients, as products on the recurrent layers' micro-kernel.
//
//   x [B, H, W, C], filter [R, S, C, F], y [B, P, Q, F];  k = (r, s, c) runs over K = R S C, row = (b, p, q) over B P Q
//   patch[row, k] = x[b, p strideH - padTop + r, q strideW - padLeft + s, c], 0 outside the image
//   y = patch filter           dfilter = patch^T dy           dx[...] = sum over the rows and k that read it of (dy filter^T)[row, k]
//
// Patches are written some rows at a time, never all: a tile of them stays in the caches. Each sum has one order, whatever the
// number of threads: rows of y, images of dx and panels of dfilter belong to one worker each.
#pragma once
#include "packing.hpp"
#include "tile.hpp"

namespace seqbench::SEQBENCH_SET {

/// Rows of patches at a time: in the products with the filter, and in the filter's gradient, which sums over them.
constexpr int patchRows = tileRows * 8, gradientRows = 256;

struct ConvolutionSizes {
  int inner, innerPanels, filterPanels;
  /// Floats between rows of a padded matrix; never a multiple of 4096 bytes, which would meet in one set of a cache.
  ptrdiff_t innerStride, filterStride;
  int64_t imageFloats;
  explicit ConvolutionSizes(const Convolution& c)
      : inner(c.filterHeight * c.filterWidth * c.channels), innerPanels(ceilDivide(inner, panel)), filterPanels(ceilDivide(c.filters, panel)),
        innerStride(stride(innerPanels)), filterStride(stride(filterPanels)), imageFloats((int64_t)c.height * c.width * c.channels) {}
  static ptrdiff_t stride(int panels) { return (ptrdiff_t)panels * panel + (panels * panel % 512 == 0 ? 16 : 0); }
};

/// Shared weights in panels, and each worker's own matrices behind them.
struct ConvolutionMemory {
  float *weights, *patches, *rows;

  template <class Source>
  ConvolutionMemory(const ConvolutionSizes& n, const Team& team, Source&& source) {
    weights = source.take((int64_t)n.innerPanels * n.filterPanels * panel * panel);
    // Rows of patches and of y; or one panel of patches and all panels of dy.
    const int64_t byRows = (int64_t)patchRows * n.innerStride, byPanel = gradientRows * panel;
    for (int worker = 0; worker < team.size; worker++) {
      float* ownPatches = source.take(byRows > byPanel ? byRows : byPanel);
      float* ownRows = source.take((int64_t)gradientRows * n.filterStride);
      if (worker == team.worker) patches = ownPatches, rows = ownRows;
    }
  }
};

inline int64_t convolutionFloats(const Convolution& shape, int workers) {
  Counter counter;
  ConvolutionMemory(ConvolutionSizes(shape), Team{workers, 0, nullptr, nullptr}, counter);
  return counter.floats;
}

/// Calls inside(k, from, count) for the pieces of patch `row` within [first, first + count) of k that lie in one piece in x, and
/// outside(k, count) for those that lie beside the image. `from` is counted from the image's start.
template <class Inside, class Outside>
inline void overPatch(const Convolution& c, int64_t row, int first, int count, Inside&& inside, Outside&& outside) {
  const int q = (int)(row % c.outWidth), p = (int)(row / c.outWidth % c.outHeight);
  const int line = c.filterWidth * c.channels, imageLine = c.width * c.channels;
  const int start = (q * c.strideWidth - c.padLeft) * c.channels;
  for (int k = first, end = first + count; k < end;) {
    const int r = k / line, pieceEnd = least(end, (r + 1) * line);
    const int y = p * c.strideHeight - c.padTop + r;
    // Within the line of the image, floats [at, at + pieceEnd - k) are wanted, [0, imageLine) are there.
    const int at = start + k - r * line;
    const int before = y < 0 || y >= c.height ? pieceEnd - k : least(pieceEnd - k, most(0, -at));
    const int there = most(0, least(pieceEnd - k - before, imageLine - at - before));
    if (before > 0) outside(k, before);
    if (there > 0) inside(k + before, (int64_t)y * imageLine + at + before, there);
    if (k + before + there < pieceEnd) outside(k + before + there, pieceEnd - k - before - there);
    k = pieceEnd;
  }
}

inline void copyFloats(float* to, const float* from, int count) {
  int at = 0;
  for (; at + width <= count; at += width) store(to + at, load(from + at));
  for (; at < count; at++) to[at] = from[at];
}
inline void addFloats(float* to, const float* from, int count) {
  int at = 0;
  for (; at + width <= count; at += width) store(to + at, load(to + at) + load(from + at));
  for (; at < count; at++) to[at] += from[at];
}

/// Floats [first, first + count) of a patch.
inline void readPatch(float* to, const Convolution& c, const float* x, const ConvolutionSizes& n, int64_t row, int first, int count) {
  const float* image = x + row / ((int64_t)c.outHeight * c.outWidth) * n.imageFloats;
  overPatch(
      c, row, first, count, [&](int k, int64_t from, int floats) { copyFloats(to + k - first, image + from, floats); },
      [&](int k, int floats) { clear(to + k - first, floats); });
}

/// out [rows, columnPanels * panel] = a [rows, innerPanels * panel] b, b in panels [columnPanels][innerPanels * panel][panel].
inline void blockProduct(const float* a, ptrdiff_t aStride, int rows, int innerPanels, const float* b, int columnPanels, float* out, ptrdiff_t outStride) {
  alignas(64) static constexpr float zero[panel] = {};
  for (int start = 0; start < innerPanels; start += blockPanels)
    for (int p = 0; p < columnPanels; p++)
      forTiles(rows, [&](int at, int count) {
        float* to = out + at * outStride + p * panel;
        const Operand left = {a + at * aStride + start * panel, aStride, panel, least(blockPanels, innerPanels - start)};
        const Place<const float> initial = start == 0 ? Place<const float>{zero, 0, 0} : Place<const float>{to, outStride, 0};
        productOf(count, left, {a, 0, 0, 0}, b + ((int64_t)p * innerPanels + start) * panel * panel, initial, {to, outStride, 0});
      });
}

/// Rows of a worker: a piece of all of them.
struct Rows {
  int64_t begin, end;
};
inline Rows rowsOf(int64_t count, const Team& team) { return {count * team.worker / team.size, count * (team.worker + 1) / team.size}; }

/// y = patch filter
inline void convolution(const Convolution& c, const ConvolutionArrays& arrays, const Team& team) {
  const ConvolutionSizes n(c);
  const ConvolutionMemory memory(n, team, Memory(arrays.work));
  const Piece own = pieceOf(n.filterPanels, team);
  for (int p = own.begin; p < own.end; p++)
    packColumns(memory.weights + (int64_t)p * n.innerPanels * panel * panel, arrays.filter, n.inner, c.filters, (int64_t)p * panel, least(panel, c.filters - p * panel));
  team.barrier();
  clear(memory.patches, patchRows * n.innerStride);
  const Rows rows = rowsOf((int64_t)c.batch * c.outHeight * c.outWidth, team);
  for (int64_t first = rows.begin; first < rows.end; first += patchRows) {
    const int count = (int)(rows.end - first < patchRows ? rows.end - first : patchRows);
    for (int i = 0; i < count; i++) readPatch(memory.patches + i * n.innerStride, c, arrays.x, n, first + i, 0, n.inner);
    blockProduct(memory.patches, n.innerStride, count, n.innerPanels, memory.weights, n.filterPanels, memory.rows, n.filterStride);
    for (int i = 0; i < count; i++) copyFloats(arrays.y + (first + i) * c.filters, memory.rows + i * n.filterStride, c.filters);
  }
}

/// Where a window over one axis can stand so that it meets [begin, end) of the axis: places [begin, end).
inline Piece windowsOver(int begin, int end, int places, int stride, int pad, int window) {
  const int first = begin + pad - window + 1;
  return {first <= 0 ? 0 : least(places, ceilDivide(first, stride)), most(0, least(places, (end - 1 + pad) / stride + 1))};
}

/// dx of the pixels [begin, end) of one image: the rows of dy whose patches meet them, each added to its pieces of the image.
inline void convolutionPixelsGradient(const Convolution& c, const ConvolutionSizes& n, const ConvolutionMemory& memory, const ConvolutionArrays& arrays, int b, int begin, int end) {
  float* image = arrays.x + b * n.imageFloats;
  const int64_t low = (int64_t)begin * c.channels, high = (int64_t)end * c.channels;
  clear(image + low, high - low);
  const int firstLine = begin / c.width, lastLine = (end - 1) / c.width;
  const Piece down = windowsOver(firstLine, lastLine + 1, c.outHeight, c.strideHeight, c.padTop, c.filterHeight);
  const Piece across = firstLine == lastLine ? windowsOver(begin - firstLine * c.width, end - firstLine * c.width, c.outWidth, c.strideWidth, c.padLeft, c.filterWidth) : Piece{0, c.outWidth};
  const int wide = across.end - across.begin, total = wide > 0 ? (down.end - down.begin) * wide : 0;
  const auto rowOf = [&](int i) { return ((int64_t)b * c.outHeight + down.begin + i / wide) * c.outWidth + across.begin + i % wide; };
  for (int first = 0; first < total; first += patchRows) {
    const int count = least(patchRows, total - first);
    for (int i = 0; i < count; i++) copyFloats(memory.rows + i * n.filterStride, arrays.y + rowOf(first + i) * c.filters, c.filters);
    blockProduct(memory.rows, n.filterStride, count, n.filterPanels, memory.weights, n.innerPanels, memory.patches, n.innerStride);
    for (int i = 0; i < count; i++)
      overPatch(
          c, rowOf(first + i), 0, n.inner,
          [&](int k, int64_t at, int floats) {
            const int64_t from = at > low ? at : low, to = at + floats < high ? at + floats : high;
            if (from < to) addFloats(image + from, memory.patches + i * n.innerStride + k + (from - at), (int)(to - from));
          },
          [](int, int) {});
  }
}

/// dx = sum over the rows and k that read it of dy filter^T. Workers share out the images, or where there are fewer than workers the
/// pixels of each; every sum runs over the rows in their order, so both give the same.
inline void convolutionInputGradient(const Convolution& c, const ConvolutionArrays& arrays, const Team& team) {
  const ConvolutionSizes n(c);
  const ConvolutionMemory memory(n, team, Memory(arrays.work));
  const Piece own = pieceOf(n.innerPanels, team);
  for (int p = own.begin; p < own.end; p++)
    for (int q = 0; q < n.filterPanels; q++)
      TransposedWeights::packTransposed(memory.weights + ((int64_t)p * n.filterPanels + q) * panel * panel, arrays.filter + (int64_t)p * panel * c.filters + q * panel,
                                        c.filters, least(panel, n.inner - p * panel), least(panel, c.filters - q * panel));
  team.barrier();
  clear(memory.rows, patchRows * n.filterStride);
  const bool byImages = c.batch >= team.size;
  const Piece images = byImages ? pieceOf(c.batch, team) : Piece{0, c.batch};
  const Piece pixels = byImages ? Piece{0, c.height * c.width} : pieceOf(c.height * c.width, team);
  if (pixels.begin == pixels.end) return;
  for (int b = images.begin; b < images.end; b++) convolutionPixelsGradient(c, n, memory, arrays, b, pixels.begin, pixels.end);
}

/// dfilter = patch^T dy, a block of panel x panel sums at a time; a worker's blocks lie behind each other along k.
inline void convolutionFilterGradient(const Convolution& c, const ConvolutionArrays& arrays, const Team& team) {
  const ConvolutionSizes n(c);
  const ConvolutionMemory memory(n, team, Memory(arrays.work));
  const Piece own = pieceOf(n.innerPanels * n.filterPanels, team);
  const int64_t rows = (int64_t)c.batch * c.outHeight * c.outWidth;
  for (int64_t first = 0; first < rows && own.begin < own.end; first += gradientRows) {
    const int count = (int)(rows - first < gradientRows ? rows - first : gradientRows);
    for (int i = 0; i < count; i++) toPanels(memory.rows + i * panel, gradientRows * panel, arrays.y + (first + i) * c.filters, c.filters);
    for (int block = own.begin, gathered = -1; block < own.end; block++) {
      const int k = block / n.filterPanels, f = block % n.filterPanels, used = least(panel, n.inner - k * panel);
      if (k != gathered)
        for (int i = 0; i < count; i++) readPatch(memory.patches + i * panel, c, arrays.x, n, first + i, k * panel, used);
      gathered = k;
      outerPanel(memory.weights + (int64_t)block * panel * panel, memory.patches, memory.rows + f * gradientRows * panel, used, count, first > 0);
    }
  }
  for (int block = own.begin; block < own.end; block++) {
    const int k = block / n.filterPanels * panel, f = block % n.filterPanels * panel;
    for (int i = 0; i < least(panel, n.inner - k); i++)
      fromPanels(arrays.filter + (int64_t)(k + i) * c.filters + f, memory.weights + (int64_t)block * panel * panel + i * panel, 0, least(panel, c.filters - f));
  }
}

}  // namespace seqbench::SEQBENCH_SET
