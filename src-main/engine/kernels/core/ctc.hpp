// Connectionist temporal classification (equations: ops/ctc.ts), the loss and, where asked for, its gradient to the logits.
//
// Numbers are held as mantissa times 2^exponent, each in a register of its own: they reach as far as logarithms do, and are
// multiplied and added without one exponential or logarithm, and without the digits that a large logarithm loses.
// Probabilities are left unnormalised, y = exp(x - largest x of the step); the sums of y are made good in the loss at the end.
#pragma once
#include "cross-entropy.hpp"
#include "logarithm.hpp"
#include "math.hpp"
#include "plan.hpp"

namespace seqbench::SEQBENCH_SET {

typedef int32_t LooseIntegers __attribute__((vector_size(width * 4), aligned(4), may_alias));
inline Integers load(const int32_t* from) { return *reinterpret_cast<const LooseIntegers*>(from); }
inline void store(int32_t* to, Integers value) { *reinterpret_cast<LooseIntegers*>(to) = value; }
inline Integers splatInteger(int32_t value) { return value - Integers{}; }
inline Integers larger(Integers a, Integers b) { return a > b ? a : b; }

/// mantissa 2^exponent, mantissa in [0.7, 6) or 0; zero has this exponent, below all others.
struct Wide {
  Floats mantissa;
  Integers exponent;
};
constexpr int32_t zeroExponent = -(1 << 28);

/// Numbers of one step, one a place; arrays of `row` floats.
struct WideRow {
  float* mantissa;
  int32_t* exponent;
  Wide at(int place) const { return {load(mantissa + place), load(exponent + place)}; }
  void set(int place, Wide value) const {
    store(mantissa + place, value.mantissa);
    store(exponent + place, value.exponent);
  }
  void setOne(int place, float value) const {
    mantissa[place] = value;
    exponent[place] = value == 0 ? zeroExponent : 0;
  }
};

/// 2^n, n held within [-126, 126].
inline Floats powerOfTwo(Integers n) {
  n = larger(n, splatInteger(-126));
  n = n > splatInteger(126) ? splatInteger(126) : n;
  return fromBits((n + splatInteger(127)) << 23);
}

/// The exponential of math.hpp without its limits: x down to a million below zero.
inline Wide wideExponential(Floats x) {
  x = within(x, -1e6f, 1e6f);
  const Floats shifter = splat(12582912.0f);
  const Floats shifted = multiplyAdd(x, splat(1.44269504f), shifter);
  const Floats n = shifted - shifter;
  Floats r = multiplyAdd(n, splat(-0.693359375f), x);
  r = multiplyAdd(n, splat(2.12194440e-4f), r);
  return {exponential(r), bits(shifted) - bits(shifter)};
}

/// (a + b + c) times factor, mantissa in [1, 2) or 0.
inline Wide addAndMultiply(Wide a, Wide b, Wide c, Wide factor) {
  const Integers top = larger(larger(a.exponent, b.exponent), c.exponent);
  Floats sum = a.mantissa * powerOfTwo(a.exponent - top);
  sum = multiplyAdd(b.mantissa, powerOfTwo(b.exponent - top), sum);
  sum = multiplyAdd(c.mantissa, powerOfTwo(c.exponent - top), sum);
  const Floats product = sum * factor.mantissa;
  const Integers raw = bits(product);
  const Integers isZero = product == Floats{};
  const Integers exponent = top + factor.exponent + (raw >> 23) - splatInteger(127);
  return {fromBits(((raw & splatInteger(0x7fffff)) | splatInteger(0x3f800000)) & ~isZero), isZero ? splatInteger(zeroExponent) : exponent};
}

inline Wide where(Integers mask, Wide value) { return {fromBits(bits(value.mantissa) & mask), mask ? value.exponent : splatInteger(zeroExponent)}; }

/// One example's memory. A row has two zeros before its places and two behind their last whole vector.
class CtcExample {
 public:
  static int64_t rowFloats(int most) { return 4 + (int64_t)ceilDivide(2 * most + 1, width) * width; }
  static int64_t workFloats(const Ctc& c) { return rowFloats(c.most) * (2 * ((int64_t)c.steps + 1) + 2 + 2 + 4) + 2 * (int64_t)c.steps + width; }

  CtcExample(const Ctc& call, float* work, int example) : c(call), b(example), row(rowFloats(call.most)), places(2 * call.targetLengths[example] + 1) {
    steps = c.lengths[b];
    wholes = ceilDivide(places, width) * width;
    x = c.logits + (int64_t)b * c.steps * c.symbols;
    at = work;
    alphas = takeFloats(2 * row * (c.steps + 1));
    next = takeRow(), beta = takeRow();
    emission = takeFloats(row);
    skip = takeIntegers(row), symbol = takeIntegers(row), steady = takeFloats(row);
    largest = takeFloats(c.steps), sums = takeFloats(c.steps);
  }

  void run() {
    c.loss[b] = 0;
    const bool fits = setPlaces() <= steps;
    c.feasible[b] = fits;
    float* gradient = c.dLogits ? c.dLogits + (int64_t)b * c.steps * c.symbols : nullptr;
    if (gradient) __builtin_memset(gradient, 0, (int64_t)c.steps * c.symbols * sizeof(float));
    if (!fits) return;
    const double logSums = normalise();
    forward();
    // The two last places; both exponents and mantissas as plain numbers.
    const WideRow last = alpha(steps);
    const int one = 2 + places - 1, two = places > 1 ? one - 1 : one;
    topExponent = most(last.exponent[one], last.exponent[two]);
    total = part(last, one) + (two == one ? 0.0 : part(last, two));
    c.loss[b] = (float)(logSums - naturalLogarithm(total) - topExponent * 0.69314718055994531);
    if (gradient) backward(gradient);
  }

 private:
  float* takeFloats(int64_t count) {
    float* taken = at;
    at += count;
    return taken;
  }
  int32_t* takeIntegers(int64_t count) { return reinterpret_cast<int32_t*>(takeFloats(count)); }
  WideRow takeRow() {
    float* mantissa = takeFloats(row);
    return {mantissa, takeIntegers(row)};
  }
  /// alpha behind t steps.
  WideRow alpha(int t) const { return {alphas + 2 * row * t, reinterpret_cast<int32_t*>(alphas + 2 * row * t + row)}; }
  void clear(WideRow cleared) const {
    for (int64_t i = 0; i < row; i++) cleared.setOne((int)i, 0);
  }
  double part(WideRow values, int place) const {
    // In 64 bits: what comes of logits that are no numbers may be anything.
    const int64_t down = (int64_t)topExponent - values.exponent[place];
    return down > 1000 ? 0.0 : values.mantissa[place] * powerOfTwoDouble(-(int)down);
  }
  static double powerOfTwoDouble(int n) {
    const uint64_t raw = (uint64_t)(n + 1023) << 52;
    double value;
    __builtin_memcpy(&value, &raw, sizeof value);
    return value;
  }

  /// The symbol of each place and where it may be reached by skipping a blank; steps needed at least.
  int setPlaces() {
    const int32_t* target = c.targets + (int64_t)b * c.most;
    for (int64_t i = 0; i < row; i++) skip[i] = 0, symbol[i] = c.blank;
    int needed = c.targetLengths[b];
    for (int l = 0; l < c.targetLengths[b]; l++) {
      symbol[2 + 2 * l + 1] = target[l];
      const bool repeated = l > 0 && target[l] == target[l - 1];
      skip[2 + 2 * l + 1] = l > 0 && !repeated ? -1 : 0;
      needed += repeated;
    }
    return needed;
  }

  /// The largest logit of each step and the sum of y; the sum of their logarithms.
  double normalise() {
    double logs = 0, product = 1;
    for (int t = 0; t < steps; t++) {
      const float* logits = x + (int64_t)t * c.symbols;
      const float top = rowMaximum(logits, c.symbols);
      const float sum = sumOfExponentials(logits, c.symbols, top);
      largest[t] = top, sums[t] = sum;
      product *= sum;
      if (!(product < 1e200)) logs += naturalLogarithm(product), product = 1;
    }
    return logs + naturalLogarithm(product);
  }

  /// y of every place at step t.
  void gather(int t) {
    const float* logits = x + (int64_t)t * c.symbols;
    for (int i = 2; i < 2 + wholes; i++) emission[i] = logits[symbol[i]] - largest[t];
  }

  void forward() {
    clear(alpha(0));
    // Before the first step all of it lies at place 0, from which places 0 and 1 are reached.
    alpha(0).setOne(2, 1);
    for (int t = 0; t < steps; t++) {
      const WideRow before = alpha(t), now = alpha(t + 1);
      gather(t);
      now.setOne(0, 0), now.setOne(1, 0);
      for (int i = 2; i < 2 + wholes; i += width)
        now.set(i, addAndMultiply(before.at(i), before.at(i - 1), where(load(skip + i), before.at(i - 2)), wideExponential(load(emission + i))));
    }
  }

  void backward(float* gradient) {
    clear(next), clear(beta);
    for (int place = places - 1; place >= 0 && place >= places - 2; place--) beta.setOne(2 + place, 1);
    const Wide one = {splat(1), Integers{}};
    for (int t = steps - 1; t >= 0; t--) {
      if (t < steps - 1) {
        gather(t + 1);
        for (int i = 2; i < 2 + wholes; i += width) {
          const Wide y = wideExponential(load(emission + i)), value = beta.at(i);
          next.set(i, {value.mantissa * y.mantissa, value.exponent + y.exponent});
        }
        for (int i = 2; i < 2 + wholes; i += width) beta.set(i, addAndMultiply(next.at(i), next.at(i + 1), where(load(skip + i + 2), next.at(i + 2)), one));
      }
      writeRow(gradient, t);
    }
  }

  /// p - alpha beta / P of step t.
  void writeRow(float* gradient, int t) {
    const WideRow now = alpha(t + 1);
    const Floats divide = splat((float)(1 / total));
    for (int i = 2; i < 2 + wholes; i += width) {
      const Wide a = now.at(i), z = beta.at(i);
      store(steady + i, a.mantissa * z.mantissa * divide * powerOfTwo(a.exponent + z.exponent - splatInteger(topExponent)));
    }
    const float* logits = x + (int64_t)t * c.symbols;
    float* slope = gradient + (int64_t)t * c.symbols;
    const Floats scale = splat(1 / sums[t]), top = splat(largest[t]);
    for (int k = 0; k < c.symbols; k += width) storePart(slope + k, exponential(loadPart(logits + k, c.symbols - k) - top) * scale, c.symbols - k);
    float blanks = 0;
    for (int place = 0; place < places; place += 2) blanks += steady[2 + place];
    slope[c.blank] -= blanks;
    for (int place = 1; place < places; place += 2) slope[symbol[2 + place]] -= steady[2 + place];
  }

  const Ctc& c;
  const int b;
  const int64_t row;
  const int places;
  int steps, wholes;
  const float* x;
  float *at, *alphas, *emission, *steady, *largest, *sums;
  WideRow next, beta;
  int32_t *skip, *symbol;
  double total = 0;
  int topExponent = 0;
};

inline int64_t ctcFloats(const Ctc& c, int workers) { return CtcExample::workFloats(c) * workers; }

/// Examples are dealt out one by one; none is divided.
inline void ctc(const Ctc& c, const Team& team) {
  float* work = c.work + CtcExample::workFloats(c) * team.worker;
  for (int b = team.worker; b < c.batch; b += team.size) CtcExample(c, work, b).run();
}

}  // namespace seqbench::SEQBENCH_SET
