#pragma once
// The recordings that can be fetched, by the path of their address.

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "record/flv_file.h"

namespace faultcast::record {

class Files {
 public:
  /// No file: the address of an HLS playlist, which stands for itself alone. More than `most`: the oldest go.
  void put(const std::string& path, std::optional<StoredFile> file, std::size_t most);
  /// Null: there is no such path.
  [[nodiscard]] const std::optional<StoredFile>* find(const std::string& path) const;
  [[nodiscard]] std::size_t size() const { return files_.size(); }
  void clear();

 private:
  std::map<std::string, std::optional<StoredFile>, std::less<>> files_;
  std::deque<std::string> order_;
};

/// Bytes [from, from + length) of the file, which stays alive with it.
std::shared_ptr<http::BodySource> source(const StoredFile& file, std::uint64_t from, std::uint64_t length);

}  // namespace faultcast::record
