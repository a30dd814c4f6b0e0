// Connectionist temporal classification (equations: ops/ctc.ts), the loss and, where asked for, its gradient to the logits.
//
// In wide numbers (wide.hpp). Probabilities are left unnormalised, y = exp(x - largest x of the step); the sums of y are made good in the loss at the end.
#pragma once
#include "cross-entropy.hpp"
#include "logarithm.hpp"
#include "math.hpp"
#include "plan.hpp"
#include "wide.hpp"

namespace seqbench::SEQBENCH_SET {

/// One example's memory. A row has two zeros before its places and two behind their last whole vector.
class CtcExample {
 public:
  static int64_t rowFloats(int most) { return 4 + (int64_t)ceilDivide(2 * most + 1, width) * width; }
  static int64_t workFloats(const Ctc& c) { return rowFloats(c.most) * (2 * ((int64_t)c.steps + 1) + 2 + 2 + 5) + 2 * (int64_t)c.steps + width; }

  CtcExample(const Ctc& call, float* work, int example) : c(call), b(example), row(rowFloats(call.most)), places(2 * call.targetLengths[example] + 1) {
    steps = c.lengths[b];
    wholes = ceilDivide(places, width) * width;
    x = c.logits + (int64_t)b * c.steps * c.symbols;
    at = work;
    alphas = takeFloats(2 * row * (c.steps + 1));
    next = takeRow(), beta = takeRow();
    emission = takeFloats(row), lost = takeFloats(row);
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

  /// ln y of every place at step t, and what rounding took from the difference (Knuth's two-sum): of logits near a thousand that is 6e-5 of y.
  void gather(int t) {
    const float* logits = x + (int64_t)t * c.symbols;
    const float top = largest[t];
    for (int i = 2; i < 2 + wholes; i++) {
      const float logit = logits[symbol[i]], difference = logit - top, back = difference - logit;
      emission[i] = difference;
      // Of an endless difference nothing is lost.
      lost[i] = difference > -1e6f ? (logit - (difference - back)) - (top + back) : 0;
    }
  }
  Wide emitted(int place) const { return wideExponential(load(emission + place), load(lost + place)); }

  void forward() {
    clear(alpha(0));
    // Before the first step all of it lies at place 0, from which places 0 and 1 are reached.
    alpha(0).setOne(2, 1);
    for (int t = 0; t < steps; t++) {
      const WideRow before = alpha(t), now = alpha(t + 1);
      gather(t);
      now.setOne(0, 0), now.setOne(1, 0);
      for (int i = 2; i < 2 + wholes; i += width)
        now.set(i, addAndMultiply(before.at(i), before.at(i - 1), where(load(skip + i), before.at(i - 2)), emitted(i)));
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
          const Wide y = emitted(i), value = beta.at(i);
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
  float *at, *alphas, *emission, *lost, *steady, *largest, *sums;
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
