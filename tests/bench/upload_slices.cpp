#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "upload_runs.h"

namespace faultcast::bench {

namespace {

/// A file as memory: its pages go from the page cache into the socket.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about {};
    if (file < 0 || ::fstat(file, &about) != 0) throw std::runtime_error(path + " cannot be read");
    size_ = static_cast<std::size_t>(about.st_size);
    at_ = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
    ::close(file);
    if (at_ == MAP_FAILED) throw std::runtime_error(path + " cannot be mapped");
  }
  ~MappedFile() { ::munmap(at_, size_); }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  [[nodiscard]] std::string_view bytes() const { return {static_cast<const char*>(at_), size_}; }

 private:
  void* at_ = nullptr;
  std::size_t size_ = 0;
};

class Slices {
 public:
  Slices(const HttpTarget& target, const SlicesPlan& plan) : plan_(plan), pool_(target), file_(plan.file) {}

  SlicesOutcome play() {
    for (std::size_t i = 0; i < plan_.parallel; ++i) pool_.open();
    requests_.resize(plan_.parallel);
    const Time begin = Clock::now();
    deadline_ = begin + plan_.patience;
    const std::string size = std::to_string(file_.bytes().size());
    ask(0, write_fields(form({{"op", "upload_slice_init"},
                              {"filesize", size},
                              {"slice_size", std::to_string(plan_.slice_size)},
                              {"insertOnly", "0"}})));
    wait_for_answers();
    if (out_.trouble.empty()) session_ = last_["data"].value("session", "");
    if (out_.trouble.empty() && last_["data"].value("slice_size", std::size_t{0}) != plan_.slice_size)
      out_.trouble = "the server wants slices of another size: " + last_.dump();
    send_slices();
    if (out_.trouble.empty()) {
      ask(0, write_fields(form({{"op", "upload_slice_finish"}, {"session", session_}, {"filesize", size}})));
      wait_for_answers();
    }
    out_.wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    return std::move(out_);
  }

 private:
  RequestForm form(FormFields fields) { return {"POST", plan_.path, plan_.headers, std::move(fields)}; }

  void ask(std::size_t number, RequestText request, std::string_view content = {}) {
    requests_[number] = std::move(request);
    pool_.client(number).send(requests_[number].with(content));
    ++under_way_;
  }

  void send_slices() {
    while (out_.trouble.empty() && (offset_ < file_.bytes().size() || under_way_ > 0)) {
      for (std::size_t i = 0; i < plan_.parallel && offset_ < file_.bytes().size(); ++i)
        if (!pool_.client(i).busy()) send_slice(i);
      wait_some();
    }
  }

  void send_slice(std::size_t number) {
    const std::string_view content = file_.bytes().substr(offset_, plan_.slice_size);
    RequestText request = write_request(
        form({{"op", "upload_slice_data"}, {"session", session_}, {"offset", std::to_string(offset_)}}), 0,
        content.size());
    offset_ += content.size();
    ++out_.slices;
    ask(number, std::move(request), content);
  }

  void wait_for_answers() {
    while (out_.trouble.empty() && under_way_ > 0) wait_some();
  }

  void wait_some() {
    if (Clock::now() >= deadline_) out_.trouble = "not done in time";
    pool_.wait(deadline_, [this](std::size_t number, HttpClient::Event event, Time) {
      if (event == HttpClient::Event::failed) out_.trouble = "a connection ended";
      if (event != HttpClient::Event::answered) return;
      --under_way_;
      const Answer& answer = pool_.client(number).answer();
      last_ = nlohmann::json::parse(answer.body, nullptr, false);
      if (answer.status != 200 || !last_.is_object() || last_.value("code", -1) != 0)
        out_.trouble = std::to_string(answer.status) + " " + answer.body;
    });
  }

  const SlicesPlan& plan_;
  HttpPool pool_;
  const MappedFile file_;
  std::vector<RequestText> requests_;
  std::size_t offset_ = 0, under_way_ = 0;
  std::string session_;
  nlohmann::json last_;
  Time deadline_;
  SlicesOutcome out_;
};

}  // namespace

SlicesOutcome slices(const HttpTarget& target, const SlicesPlan& plan) {
  return Slices(target, plan).play();
}

}  // namespace faultcast::bench
