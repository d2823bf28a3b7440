#include "backend/log.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace faultcast::backend {

namespace {

constexpr int shanghai_hours = 8;

}  // namespace

std::string shanghai_time(Millis time) {
  std::string text = iso8601(time, shanghai_hours).substr(0, 19);
  text[10] = ' ';
  return text;
}

Result<void> Log::write_to(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error))
    return fail(fmt::format("backend log: there is no folder '{}'; make it first", printable(folder)));
  const std::lock_guard lock(mutex_);
  folder_ = folder;
  return {};
}

void Log::add(Millis at, std::string_view channel, std::string_view level, std::string text) {
  const std::string file = fmt::format("{}_{}", channel, level);
  const std::lock_guard lock(mutex_);
  if (!folder_.empty()) {
    write(file, at, text);
    write(fmt::format("{}_debug", channel), at, text);
  }
  auto& kept = files_[file];
  kept.push_back({count_++, {at, file, std::move(text)}});
  if (kept.size() > most_lines) kept.pop_front();
}

void Log::write(const std::string& file, Millis at, const std::string& text) const {
  const std::string day = replace_all(shanghai_time(at).substr(0, 10), "-", "");
  std::ofstream(fmt::format("{}/{}{}.log", folder_, file, day), std::ios::app) << text << '\n';
}

std::vector<LogLine> Log::lines() const {
  std::vector<Numbered> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [file, kept] : files_) all.insert(all.end(), kept.begin(), kept.end());
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  std::vector<LogLine> lines;
  for (auto& one : all) lines.push_back(std::move(one.line));
  return lines;
}

void Log::clear() {
  const std::lock_guard lock(mutex_);
  files_.clear();
}

}  // namespace faultcast::backend
