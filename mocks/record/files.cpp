#include "record/files.h"

#include <algorithm>

namespace faultcast::record {

namespace {

/// Head and body as one.
class PartOfFile final : public http::BodySource {
 public:
  PartOfFile(StoredFile file, std::uint64_t from, std::uint64_t length)
      : file_(std::move(file)),
        at_(std::min(from, file_.size())),
        end_(at_ + std::min(length, file_.size() - at_)),
        size_(end_ - at_) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  Bytes read(std::size_t most) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, end_ - at_));
    const std::size_t head = file_.head.size();
    Bytes bytes;
    if (at_ < head) {
      const auto first = file_.head.begin() + static_cast<std::ptrdiff_t>(at_);
      bytes.assign(first, first + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(wanted, head - at_)));
    } else {
      bytes = file_.body->read(at_ - head, wanted);
    }
    at_ += bytes.size();
    return bytes;
  }

 private:
  StoredFile file_;
  std::uint64_t at_, end_, size_;
};

}  // namespace

void Files::put(const std::string& path, std::optional<StoredFile> file, std::size_t most) {
  if (files_.insert_or_assign(path, std::move(file)).second) order_.push_back(path);
  while (order_.size() > most) {
    files_.erase(order_.front());
    order_.pop_front();
  }
}

const std::optional<StoredFile>* Files::find(const std::string& path) const {
  const auto at = files_.find(path);
  return at == files_.end() ? nullptr : &at->second;
}

void Files::clear() {
  files_.clear();
  order_.clear();
}

std::shared_ptr<http::BodySource> source(const StoredFile& file, std::uint64_t from, std::uint64_t length) {
  return std::make_shared<PartOfFile>(file, from, length);
}

}  // namespace faultcast::record
