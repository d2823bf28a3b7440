#include "store/blob.h"

#include <algorithm>

#include "base/sha1.h"
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

const std::string& Blob::sha1() const {
  if (sha1_.empty()) {
    Sha1 hash;
    for (std::uint64_t done = 0; done < size_;) {
      const Bytes bytes = read(done, std::size_t{1} << 20);
      if (bytes.empty()) break;
      hash.add(bytes);
      done += bytes.size();
    }
    sha1_ = hash.hex_digest();
  }
  return sha1_;
}

std::shared_ptr<const Blob> Blob::of_file(std::shared_ptr<Disk> disk, Disk::File file, std::uint64_t size,
                                          std::string sha1) {
  auto blob = std::shared_ptr<Blob>(new Blob);
  blob->size_ = size;
  blob->sha1_ = std::move(sha1);
  blob->disk_ = std::move(disk);
  blob->file_ = std::move(file);
  if (!blob->file_.name.empty()) ::close(std::exchange(blob->file_.descriptor, -1));
  return blob;
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
