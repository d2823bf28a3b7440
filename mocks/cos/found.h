#pragma once
// Explanations with their distance from what should have been: the three nearest are told.

#include <algorithm>
#include <utility>
#include <vector>

#include "cos/fits.h"

namespace faultcast::cos {

class Found {
 public:
  void add(int distance, Fit fit) {
    const bool told =
        std::any_of(all_.begin(), all_.end(), [&](const auto& f) { return f.second.text == fit.text; });
    if (!told) all_.emplace_back(distance, std::move(fit));
  }
  /// Nearest first; equally near ones in the order in which they came.
  [[nodiscard]] std::vector<Fit> best() const {
    auto all = all_;
    std::stable_sort(all.begin(), all.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<Fit> out;
    for (auto& [distance, fit] : all)
      if (out.size() < 3) out.push_back(std::move(fit));
    return out;
  }
  [[nodiscard]] bool empty() const { return all_.empty(); }

 private:
  std::vector<std::pair<int, Fit>> all_;
};

}  // namespace faultcast::cos
