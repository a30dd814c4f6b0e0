// Calls of the convolution and its gradients.
#pragma once
#include "engine.hpp"

namespace seqbench {

static Convolution readConvolution(Arguments& in) {
  Convolution c;
  const auto size = [&](const char* name) { return (int32_t)in.integer(name, 1, 1 << 24); };
  c.batch = size("batch"), c.height = size("height"), c.width = size("width"), c.channels = size("channels");
  c.filterHeight = size("filterHeight"), c.filterWidth = size("filterWidth"), c.filters = size("filters");
  c.strideHeight = size("strideHeight"), c.strideWidth = size("strideWidth");
  c.padTop = (int32_t)in.integer("padTop", 0, 1 << 24), c.padLeft = (int32_t)in.integer("padLeft", 0, 1 << 24);
  c.outHeight = size("outHeight"), c.outWidth = size("outWidth");
  // Places within an image and within a patch are counted in 32 bits.
  const double inner = (double)c.filterHeight * c.filterWidth * c.channels, rows = (double)c.batch * c.outHeight * c.outWidth;
  const double down = (double)c.outHeight * c.strideHeight + c.padTop + c.filterHeight, across = ((double)c.outWidth * c.strideWidth + c.padLeft + c.filterWidth) * c.channels;
  if (inner > most || rows > most || down > most || across > most || inner * c.filters > most || (double)c.width * c.channels > most) in.refuse("filterHeight", "and the sizes with it are too large");
  return c;
}

/// convolutionSize(shape, size: 1 float): floats of the work of all three
static void convolutionSize(Arguments& in) {
  const Convolution shape = readConvolution(in);
  *in.floats("size", 1) = std::nextafterf((float)engine().table->convolutionFloats(shape, engine().pool.size()), INFINITY);
}

/// Called with (shape, x, filter, y, work); the function writes one of the three arrays.
template <void (*KernelTable::*function)(const Convolution&, const ConvolutionArrays&, const Team&)>
static void convolution(Arguments& in) {
  const Convolution c = readConvolution(in);
  const double inner = (double)c.filterHeight * c.filterWidth * c.channels, outputs = (double)c.batch * c.outHeight * c.outWidth * c.filters;
  ConvolutionArrays a;
  a.x = in.floats("x", (double)c.batch * c.height * c.width * c.channels);
  a.filter = in.floats("filter", inner * c.filters);
  a.y = in.floats("y", outputs);
  a.work = in.floats("work", (double)engine().table->convolutionFloats(c, engine().pool.size()), true);
  engine().pool.run(workersForFloats(inner * outputs), [&](const Team& team) { (engine().table->*function)(c, a, team); });
}

constexpr Entry convolutionEntries[] = {
  {"convolutionSize", call<convolutionSize>},
  {"convolution", call<convolution<&KernelTable::convolution>>},
  {"convolutionInputGradient", call<convolution<&KernelTable::convolutionInputGradient>>},
  {"convolutionFilterGradient", call<convolution<&KernelTable::convolutionFilterGradient>>},
};

}  // namespace seqbench
