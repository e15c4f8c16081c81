using Enterprise.Core.Editing;
using FluentValidation;

namespace Enterprise.Core.Users;

/// <summary>What the fields of a user may hold.</summary>
internal sealed class UserFieldsValidator : AbstractValidator<UserFields>
{
    public UserFieldsValidator()
    {
        RuleFor(user => user.Email).EmailAddress();
        RuleFor(user => user.Name).RequiredText(200);
        RuleFor(user => user.Department).OptionalText(100);
    }
}
