using System.Globalization;
using Enterprise.Core.Approvals.Policies;
using Microsoft.Extensions.Configuration;

namespace Enterprise.Api.Approvals;

/// <summary>Reads the section <c>Enterprise:Approvals</c>.</summary>
internal static class ApprovalSettings
{
    private const string SecondApproverAbove = nameof(ApprovalOptions.SecondApproverAbove);

    internal static ApprovalOptions Read(IConfigurationSection section)
    {
        if (section[SecondApproverAbove] is not { } text)
            return new ApprovalOptions();
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new ApprovalOptions { SecondApproverAbove = amount }
            : throw new FormatException($"Enterprise:Approvals:{SecondApproverAbove}: {text} is no amount. Expected one like 100000.");
    }
}
