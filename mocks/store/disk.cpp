#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "store/blob.h"
#include "store/file_io.h"

namespace faultcast::store {

namespace {

// 17 for "b17"; none for what is no file of ours.
std::optional<std::uint64_t> number_of(std::string_view name) {
  if (!name.starts_with('b')) return std::nullopt;
  const auto number = parse_unsigned(name.substr(1));
  if (!number || fmt::format("b{}", *number) != name) return std::nullopt;
  return *number;
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (number_of(at->path().filename().native())) names.push_back(at->path().filename());
  return names;
}

}  // namespace

bool Disk::is_name(std::string_view name) {
  return number_of(name).has_value();
}

std::shared_ptr<Disk> Disk::temporary() {
  const char* folder = std::getenv("TMPDIR");
  return std::shared_ptr<Disk>(new Disk(folder != nullptr && *folder != '\0' ? folder : "/tmp", false));
}

Result<std::shared_ptr<Disk>> Disk::kept(const std::string& folder) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(folder, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "folder/"
  std::filesystem::create_directories(path.parent_path(), error);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return fail(fmt::format("the folder {} cannot be made: {}", printable(folder), std::strerror(errno)));
  if (!std::filesystem::is_directory(path, error))
    return fail(fmt::format("{} is no folder", printable(folder)));
  auto disk = std::shared_ptr<Disk>(new Disk(path.native(), true));
  for (const auto& name : files_in(disk->folder_)) disk->last_ = std::max(disk->last_, *number_of(name));
  return disk;
}

Result<Disk::File> Disk::create() {
  File file;
  std::string path;
  if (keeps_) {
    file.name = fmt::format("b{}", ++last_);
    path = path_of(file.name);
    file.descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  } else {
    path = path_of("faultcast-XXXXXX");
    file.descriptor = ::mkostemp(path.data(), O_CLOEXEC);
    if (file.descriptor >= 0) ::unlink(path.c_str());
  }
  if (file.descriptor < 0)
    return fail(fmt::format("no file can be made in {}: {}", folder_, std::strerror(errno)));
  return file;
}

std::shared_ptr<const void> Disk::lend_memory() {
  constexpr std::size_t most = 4;
  if (*lent_ >= most) return nullptr;
  ++*lent_;
  return {lent_.get(), [lent = lent_](const void*) { --*lent; }};
}

void Disk::remove(const std::string& name) const {
  ::unlink(path_of(name).c_str());
}

void Disk::remove_strays(const std::function<bool(const std::string&)>& used) const {
  for (const auto& name : files_in(folder_))
    if (!used(name)) remove(name);
}

}  // namespace faultcast::store
