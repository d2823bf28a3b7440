#pragma once
// The JSON API of the object store as both generations have it: what differs between them is data here, or
// one of the few virtual functions. A call goes through the checks of the COS v4 reference, 4.6.

#include <map>

#include "cos/api.h"
#include "service/service.h"

namespace faultcast::cos {

/// Which key an operation is about.
enum class Wants { file, folder, either };

struct Operation {
  std::string_view name;
  std::string_view method;
  Kind sign;  ///< which signature it takes
  Wants wants;
};

/// What is known of a bucket from the console.
struct BucketTruth {
  std::string region;  ///< as the JSON API calls it; empty where there are none
  std::string cors;
};

/// What an API works with; all of it the stage's, which outlives it.
struct Surroundings {
  const setup::Setup& setup;
  store::Store& store;
  state::Cos& state;
};

class JsonApi : public Service {
 public:
  [[nodiscard]] const CodeTable& codes() const override { return dialect().codes; }
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;
  void setup_changed() override { read_setup(); }

  // For its calls.
  [[nodiscard]] virtual std::string_view prefix() const = 0;  ///< "/files/v2/"
  [[nodiscard]] virtual const Dialect& dialect() const = 0;
  /// Null if there is none of that name.
  [[nodiscard]] virtual const Operation* operation(std::string_view name) const = 0;
  /// What a request without op wants; empty: nothing.
  [[nodiscard]] virtual std::string_view usual_operation(std::string_view method) const = 0;
  /// Runs an operation of a call that passed all checks before.
  virtual Outcome run(std::string_view operation, const Call& call, const Route& route) const = 0;
  /// Is a call without a signature let in all the same?
  [[nodiscard]] virtual bool needs_no_sign(const Form& /*form*/, const Place& /*place*/) const {
    return false;
  }

  /// What it answers in the shape of `rules`.
  struct Manner {
    int error_status = 0;  ///< of every refusal; 0: that of the code's row
    bool request_ids = true;
    std::string content_type = "application/json";
    bool unknown_appid_is_xml = false;
  };
  [[nodiscard]] const Surroundings& around() const { return around_; }
  [[nodiscard]] const Truth& truth() const { return truth_; }
  [[nodiscard]] const Rules& rules() const { return rules_; }
  [[nodiscard]] const Manner& manner() const { return manner_; }
  /// Null if the console has no such bucket.
  [[nodiscard]] const BucketTruth* bucket(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, BucketTruth, std::less<>>& buckets() const { return buckets_; }

 protected:
  explicit JsonApi(const Surroundings& around) : around_(around) {}
  virtual void read_setup() = 0;

  Surroundings around_;
  Truth truth_;
  Rules rules_;
  Manner manner_;
  std::map<std::string, BucketTruth, std::less<>> buckets_;
};

}  // namespace faultcast::cos
