#region attribute
using LeakCheck;

[assembly: VerifyNoLeaks]
#endregion
