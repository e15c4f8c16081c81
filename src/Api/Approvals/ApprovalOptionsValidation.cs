using System.Globalization;
using Enterprise.Core.Approvals.Policies;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Approvals;

internal sealed class ApprovalOptionsValidation : IValidateOptions<ApprovalOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ApprovalOptions options) => options.SecondApproverAbove >= 0
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(string.Create(
            CultureInfo.InvariantCulture,
            $"{ApprovalOptions.Section}:SecondApproverAbove: {options.SecondApproverAbove} is no amount. "
            + $"Expected one like 100000."));
}
