#include "store/blob.h"

#include <algorithm>

#include "store/file_io.h"

namespace faultcast::store {

namespace {

class PartOfBlob final : public http::BodySource {
 public:
  PartOfBlob(std::shared_ptr<const Blob> blob, std::uint64_t from, std::uint64_t length)
      : blob_(std::move(blob)),
        at_(std::min(from, blob_->size())),
        size_(std::min(length, blob_->size() - at_)),
        left_(size_) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  Bytes read(std::size_t most) override {
    Bytes bytes = blob_->read(at_, static_cast<std::size_t>(std::min<std::uint64_t>(most, left_)));
    at_ += bytes.size();
    left_ -= bytes.size();
    return bytes;
  }

 private:
  std::shared_ptr<const Blob> blob_;
  std::uint64_t at_, size_, left_;
};

}  // namespace

Blob::~Blob() {
  if (file_.descriptor >= 0) ::close(file_.descriptor);
  if (!file_.name.empty() && kept_by_ == 0) disk_->remove(file_.name);
}

Bytes Blob::read(std::uint64_t from, std::size_t length) const {
  if (from >= size_) return {};
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - from));
  if (!disk_) {
    const auto first = memory_.begin() + static_cast<std::ptrdiff_t>(from);
    return {first, first + static_cast<std::ptrdiff_t>(most)};
  }
  if (file_.name.empty()) return read_at(file_.descriptor, from, most);
  const Descriptor file(::open(disk_->path_of(file_.name).c_str(), O_RDONLY | O_CLOEXEC));
  return file ? read_at(file.get(), from, most) : Bytes{};
}

std::shared_ptr<http::BodySource> Blob::source(std::shared_ptr<const Blob> blob, std::uint64_t from,
                                               std::uint64_t length) {
  return std::make_shared<PartOfBlob>(std::move(blob), from, length);
}

}  // namespace faultcast::store
